// Command pstest serves Google's in-memory fake of Pub/Sub on a TCP address until it is killed.
package main

import (
	"flag"
	"fmt"
	"strings"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// forbidden refuses publishing to the topics whose names start with "forbidden-", as a service without the
// permission for them does.
type forbidden struct{}

func (forbidden) React(request any) (bool, any, error) {
	publish, ok := request.(*pubsubpb.PublishRequest)
	if !ok || !strings.Contains(publish.Topic, "/topics/forbidden-") {
		return false, nil, nil
	}
	return true, &pubsubpb.PublishResponse{}, status.Error(codes.PermissionDenied, "no permission for "+publish.Topic)
}

func main() {
	address := flag.String("address", "127.0.0.1:8085", "host:port to listen on")
	flag.Parse()
	reactor := pstest.ServerReactorOption{FuncName: "Publish", Reactor: forbidden{}}
	server := pstest.NewServerWithAddress(*address, reactor)
	fmt.Printf("listening on %s\n", server.Addr)
	select {}
}
