package account

import "testing"

func head() *Book {
	book := Open("head office", nil)
	book.parent = book
	return book
}

func TestPost(t *testing.T) {
	book := head()
	for _, cents := range []int64{100, -30, 5} {
		book.Post("cash", cents)
	}
	if got := book.Balance("cash"); got != 75 {
		t.Errorf("cash = %d, want 75", got)
	}
}

func TestPostReachesTheHeadOffice(t *testing.T) {
	top := head()
	branch := Open("branch", top)
	branch.Post("cash", 250)
	if got := top.Balance("cash"); got != 250 {
		t.Errorf("cash of the head office = %d, want 250", got)
	}
}

func TestPostWithoutParent(t *testing.T) {
	lone := Open("kiosk", nil)
	lone.Post("cash", 40)
	if got := lone.Balance("cash"); got != 40 {
		t.Errorf("cash of the kiosk = %d, want 40", got)
	}
}

func TestUnknownAccountIsEmpty(t *testing.T) {
	if got := head().Balance("stamps"); got != 0 {
		t.Errorf("stamps = %d, want 0", got)
	}
}
