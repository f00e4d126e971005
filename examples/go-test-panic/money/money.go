// Package money formats and parses amounts.
package money

import (
	"fmt"
	"strconv"
	"strings"
)

// Parse reads "12.34" as 1234 cents.
func Parse(text string) (int64, error) {
	whole, part, found := strings.Cut(text, ".")
	if found && len(part) != 2 {
		return 0, fmt.Errorf("parse %q: want two decimals", text)
	}
	cents, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("parse %q: %w", text, err)
	}
	if !found {
		cents *= 100
	}
	return cents, nil
}

// Format writes 1234 as "12.34".
func Format(cents int64) string {
	return fmt.Sprintf("%d.%02d", cents/100, cents%100)
}
