package report

import (
	"fmt"
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	for count := 1; count <= 40; count++ {
		t.Run(fmt.Sprintf("%d_accounts", count), func(t *testing.T) {
			balances := map[string]int64{}
			for n := range count {
				balances[fmt.Sprintf("account-%02d", n)] = int64(n * 125)
			}
			if got := strings.Count(Lines(balances), "\n"); got != count {
				t.Errorf("%d lines, want %d", got, count)
			}
		})
	}
}
