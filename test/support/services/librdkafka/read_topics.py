"""Reads all messages of Kafka topics, from the oldest to the newest, and prints each as a line of JSON.

Values and headers are base64. A topic that does not exist has no messages. Aborted transactions are left out.
"""

import base64
import json
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

brokers, topics = sys.argv[1], sys.argv[2:]


def text(data):
    return base64.b64encode(data or b"").decode()


consumer = Consumer(
    {
        "bootstrap.servers": brokers,
        "group.id": "reads-by-itself",
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        # An empty partition answers only after that long.
        "fetch.wait.max.ms": 20,
        "log_level": 0,
    }
)
known = consumer.list_topics(timeout=30).topics
unread = {(topic, partition) for topic in topics if topic in known for partition in known[topic].partitions}
consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for topic, partition in unread])
while unread:
    message = consumer.poll(1)
    if message is None:
        continue
    error = message.error()
    if error and error.code() == KafkaError._PARTITION_EOF:
        unread.discard((message.topic(), message.partition()))
    elif error:
        raise KafkaException(error)
    else:
        line = {
            "topic": message.topic(),
            "id": f"{message.partition()}/{message.offset()}",
            "publishedAtMs": message.timestamp()[1],
            "headers": [[name, text(value)] for name, value in message.headers() or []],
            "value": text(message.value()),
        }
        print(json.dumps(line))
consumer.close()
