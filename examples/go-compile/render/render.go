// Package render turns a message into what a channel shows.
package render

import "strings"

// Plain takes the markup off a text.
func Plain(text string) string {
	return strings.NewReplacer("*", "", "_", "").Replace(text)
}
