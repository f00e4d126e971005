// Package report prints balances.
package report

import (
	"fmt"
	"sort"
	"strings"

	"example.com/ledger/money"
)

// Lines writes one account a line, by name.
func Lines(balances map[string]int64) string {
	names := make([]string, 0, len(balances))
	for name := range balances {
		names = append(names, name)
	}
	sort.Strings(names)
	var out strings.Builder
	for _, name := range names {
		fmt.Fprintf(&out, "%-12s%10s\n", name, money.Format(balances[name]))
	}
	return out.String()
}
