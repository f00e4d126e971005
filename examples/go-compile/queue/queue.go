// Package queue holds messages until a channel takes them.
package queue

import "context"

// Message is one notification to one person.
type Message struct {
	To, Text string
}

// Queue hands out messages in order.
type Queue struct{ messages []Message }

// Next returns the oldest message, or false where there is none.
func (q *Queue) Next(ctx context.Context) (Message, bool) {
	if ctx.Err() != nil || len(q.messages) == 0 {
		return Message{}, false
	}
	next := q.messages[0]
	q.messages = q.messages[1:]
	return next, true
}
