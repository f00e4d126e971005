package money

import (
	"fmt"
	"testing"
)

func TestRoundTrip(t *testing.T) {
	for cents := int64(0); cents < 2000; cents += 17 {
		t.Run(fmt.Sprintf("%d_cents", cents), func(t *testing.T) {
			t.Parallel()
			text := Format(cents)
			if back, err := Parse(text); err != nil || back != cents {
				t.Errorf("Parse(%q) = %d, %v; want %d", text, back, err, cents)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "1.2", "1.234", "1,20", "one"} {
		t.Run(text, func(t *testing.T) {
			_, err := Parse(text)
			if err == nil {
				t.Fatalf("Parse(%q) gave no error", text)
			}
			t.Logf("refused as it should: error: %v", err)
		})
	}
}
