// Sends pictures to Kafka as it is told, a line each: topic, codec, mode, count and name, separated by tabs.
//
// The mode is plain, idempotent, committed or aborted. An aborted transaction is followed by a committed one. Prints the
// name of each line that is done.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

var codecs = map[string]kgo.CompressionCodec{
	"none":   kgo.NoCompression(),
	"gzip":   kgo.GzipCompression(),
	"snappy": kgo.SnappyCompression(),
	"lz4":    kgo.Lz4Compression(),
	"zstd":   kgo.ZstdCompression(),
}

func main() {
	picture, err := os.ReadFile(os.Args[2])
	must(err)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		parts := strings.Split(lines.Text(), "\t")
		count, err := strconv.Atoi(parts[3])
		must(err)
		send(parts[0], parts[1], parts[2], count, parts[4], picture)
		fmt.Println(parts[4])
	}
}

func send(topic, codec, mode string, count int, name string, picture []byte) {
	options := []kgo.Opt{
		kgo.SeedBrokers(strings.Split(os.Args[1], ",")...),
		kgo.ProducerBatchCompression(codecs[codec]),
		kgo.ProducerLinger(50 * time.Millisecond),
	}
	isTransactional := mode == "committed" || mode == "aborted"
	if mode == "plain" {
		options = append(options, kgo.DisableIdempotentWrite())
	}
	if isTransactional {
		options = append(options, kgo.TransactionalID(name))
	}
	client, err := kgo.NewClient(options...)
	must(err)
	defer client.Close()
	if mode == "aborted" {
		transaction(client, kgo.TryAbort, func() { sendAll(client, topic, count, name+"-never", picture) })
	}
	if isTransactional {
		transaction(client, kgo.TryCommit, func() { sendAll(client, topic, count, name, picture) })
	} else {
		sendAll(client, topic, count, name, picture)
	}
}

func transaction(client *kgo.Client, end kgo.TransactionEndTry, work func()) {
	must(client.BeginTransaction())
	work()
	must(client.EndTransaction(context.Background(), end))
}

func sendAll(client *kgo.Client, topic string, count int, name string, picture []byte) {
	var records []*kgo.Record
	for place := range count {
		headers := []kgo.RecordHeader{
			{Key: "ce_specversion", Value: []byte("1.0")},
			{Key: "ce_id", Value: fmt.Appendf(nil, "%s-%d", name, place)},
			{Key: "ce_source", Value: []byte("/matrix")},
			{Key: "ce_type", Value: []byte("picture")},
			{Key: "content-type", Value: []byte("image/png")},
		}
		records = append(records, &kgo.Record{Topic: topic, Value: picture, Headers: headers})
	}
	must(client.ProduceSync(context.Background(), records...).FirstErr())
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
