"""Sends pictures to Kafka as it is told, a line each: topic, codec, mode, count and name, separated by tabs.

The mode is `plain`, `idempotent`, `committed` or `aborted`. An aborted transaction is followed by a committed one. Prints
the name of each line that is done.
"""

import sys

from confluent_kafka import Producer

brokers, picture = sys.argv[1], open(sys.argv[2], "rb").read()


def headers_of(name):
    return {
        "ce_specversion": b"1.0",
        "ce_id": name.encode(),
        "ce_source": b"/matrix",
        "ce_type": b"picture",
        "content-type": b"image/png",
    }


def send(producer, topic, count, name):
    failures = []
    note = lambda error, _message: failures.append(error) if error else None
    for place in range(count):
        producer.produce(topic, value=picture, headers=headers_of(f"{name}-{place}"), on_delivery=note)
    producer.flush()
    if failures:
        raise RuntimeError(str(failures[0]))


for line in sys.stdin:
    topic, codec, mode, count, name = line.rstrip("\n").split("\t")
    settings = {
        "bootstrap.servers": brokers,
        "compression.type": codec,
        "linger.ms": 50,
        "enable.idempotence": mode != "plain",
    }
    is_transactional = mode in ("committed", "aborted")
    if is_transactional:
        settings["transactional.id"] = name
    producer = Producer(settings)
    if is_transactional:
        producer.init_transactions()
        if mode == "aborted":
            producer.begin_transaction()
            send(producer, topic, int(count), f"{name}-never")
            producer.abort_transaction()
        producer.begin_transaction()
    send(producer, topic, int(count), name)
    if is_transactional:
        producer.commit_transaction()
    print(name, flush=True)
