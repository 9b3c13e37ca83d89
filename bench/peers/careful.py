"""The classifier on Kafka that a careful Python programmer writes: librdkafka, the same network, batches that are flushed
before they are committed. As the scripts in bench/baselines, it stops for ever at the first bad message."""

import json
import sys

import numpy as np
from confluent_kafka import Consumer, Producer

from network import open_network
from pixels import open_decoder

settings = json.loads(sys.argv[1])
batch_size = settings["batch"]
card = settings["card"]
labels = card["labels"]
size = (card["input"][side] for side in ("width", "height", "channels"))
pixels_of = open_decoder(*size, jpeg=settings["jpeg"])
network = open_network(settings["network"])
servers = ",".join(settings["brokers"])

consumer = Consumer(
    {
        "bootstrap.servers": servers,
        "group.id": f"careful-{settings['images']}",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    }
)
producer = Producer({"bootstrap.servers": servers, "acks": "all", "linger.ms": 5})


def prediction(message, row):
    """The record that Seamline would publish for the image: the same body, the same headers."""
    headers = {name: value.decode() for name, value in message.headers() or []}
    top = [
        {"label": labels[index], "classIndex": int(index), "confidence": float(row[index])}
        for index in np.argsort(row)[::-1][:3]
    ]
    image_id = headers["ce_id"]
    body = {
        "imageId": image_id,
        "requestId": headers["ce_requestid"],
        "imageIndex": int(headers["ce_imageindex"]),
        **top[0],
        "top": top,
        "unsure": False,
        "trueLabel": headers["ce_truelabel"],
        "model": card["name"],
        "modelVersion": card["version"],
        "broker": "kafka",
        "timings": {"brokerMs": 0, "preprocessMs": 0, "queueMs": 0, "computeMs": 0, "batchSize": batch_size},
    }
    event = {
        "ce_specversion": "1.0",
        "ce_id": image_id,
        "ce_source": "/seamline/classifier",
        "ce_type": "seamline.prediction.v1",
        "ce_requestid": headers["ce_requestid"],
        "ce_imageindex": headers["ce_imageindex"],
        "ce_model": card["name"],
        "ce_modelversion": card["version"],
        "content-type": "application/json",
    }
    traces = {name: headers[name] for name in ("ce_traceparent", "traceparent") if name in headers}
    return image_id, json.dumps(body), {**event, **traces}


def refuse(error, _message):
    if error is not None:
        raise RuntimeError(error)


def work(messages):
    rows = network(pixels_of([message.value() for message in messages]))
    for message, row in zip(messages, rows):
        key, value, headers = prediction(message, row)
        producer.produce(settings["predictions"], value, key, headers=headers, on_delivery=refuse)
        producer.poll(0)
    producer.flush()
    consumer.commit(asynchronous=False)


consumer.subscribe([settings["images"]], on_assign=lambda *_: print("ready", flush=True))
while True:
    messages = consumer.consume(batch_size, timeout=0.1)
    if messages:
        for message in messages:
            if message.error():
                raise RuntimeError(message.error())
        work(messages)
