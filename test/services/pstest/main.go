// Command pstest serves Google's in-memory fake of Pub/Sub on a TCP address until it is killed.
package main

import (
	"flag"
	"fmt"

	"cloud.google.com/go/pubsub/v2/pstest"
)

func main() {
	address := flag.String("address", "127.0.0.1:8085", "host:port to listen on")
	flag.Parse()
	server := pstest.NewServerWithAddress(*address)
	fmt.Printf("listening on %s\n", server.Addr)
	select {}
}
