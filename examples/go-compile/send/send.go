// Package send empties the queue into the channels.
package send

import (
	"context"
	"fmt"
	"os"

	"example.com/notifier/queue"
	"example.com/notifier/render"
)

// Channel delivers one message.
type Channel interface {
	Deliver(ctx context.Context, to, text string) error
}

// All sends what is queued and returns how many went out.
func All(ctx context.Context, q *queue.Queue, channel Channel) (int, error) {
	sent := 0
	for {
		message := q.Next(ctx)
		if message.To == "" {
			return sent, nil
		}
		if err := channel.Deliver(ctx, message.To, render.Html(message.Text)); err != nil {
			return sent, fmt.Errorf("deliver to %s: %w", message.To, err)
		}
		sent++
	}
}
