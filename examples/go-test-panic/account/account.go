// Package account books amounts to accounts.
package account

import "log"

// Book holds the balance of each account in cents.
type Book struct {
	name     string
	balances map[string]int64
	parent   *Book
}

// Open returns an empty book; a book of a branch reports to its parent.
func Open(name string, parent *Book) *Book {
	return &Book{name: name, balances: map[string]int64{}, parent: parent}
}

// Post books cents to an account, here and in every book above.
func (b *Book) Post(account string, cents int64) {
	b.balances[account] += cents
	log.Printf("%s: %s %+d", b.name, account, cents)
	if b.parent.name != b.name {
		b.parent.Post(account, cents)
	}
}

// Balance returns what an account holds.
func (b *Book) Balance(account string) int64 { return b.balances[account] }
