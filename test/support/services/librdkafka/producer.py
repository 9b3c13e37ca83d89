"""Pushes batches of small records, one after the other, until its standard input ends.

A batch is pushed when every record of it has been accepted by all replicas in sync. For each pushed batch it prints the
time at which it was done, in milliseconds since 1970.
"""

import sys
import threading
import time

from confluent_kafka import Producer

brokers, topic, batch_size = sys.argv[1], sys.argv[2], int(sys.argv[3])
producer = Producer({"bootstrap.servers": brokers, "acks": "all", "log_level": 0})
ended = threading.Event()


def wait_for_end():
    sys.stdin.read()
    ended.set()


threading.Thread(target=wait_for_end, daemon=True).start()
batch = 0
while not ended.is_set():
    failures = []
    note = lambda error, _message: failures.append(error) if error else None
    for place in range(batch_size):
        producer.produce(topic, key=f"{batch}-{place}", value=b"x" * 800, on_delivery=note)
    producer.flush()
    if not failures:
        print(int(time.time() * 1000), flush=True)
    batch += 1
    time.sleep(0.02)
