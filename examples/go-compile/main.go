// Command notifier sends queued notifications.
package main

import (
	"context"
	"log"

	"example.com/notifier/queue"
	"example.com/notifier/send"
)

type console struct{}

func (console) Deliver(_ context.Context, to, text string) error {
	log.Printf("%s: %s", to, text)
	return nil
}

func main() {
	sent, err := send.All(context.Background(), &queue.Queue{}, console{})
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("%d sent", sent)
}
