package records_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/store"
)

func TestRecordsAreErasedWhenTheirTimeIsOver(t *testing.T) {
	b := newBench(t)
	old, theirs := b.create(us, "", `{}`).ID, b.create(them, "", `{}`).ID
	b.clock.move(time.Hour)
	young := b.create(us, "", `{}`).ID
	b.clock.move(time.Hour)
	for _, c := range []struct {
		name  string
		after time.Duration
		want  int
	}{{"zero keeps them for ever", 0, 0}, {"not yet", 2 * time.Hour, 0}, {"two of three", 90 * time.Minute, 2}, {"done before", 90 * time.Minute, 0}} {
		t.Run(c.name, func(t *testing.T) {
			if n, err := b.Expire(t.Context(), c.after); err != nil || n != c.want {
				t.Errorf("%d erased, error %v", n, err)
			}
		})
	}
	if got := ids(b.list(us, records.Query{})); !slices.Equal(got, []string{young}) {
		t.Errorf("left: %v", got)
	}
	if got, want := b.acts(us, 2)[0], "service expire "+old+" done×1"; got != want {
		t.Errorf("the audit trail has %s, want %s", got, want)
	}
	if got, want := b.acts(them, 1), []string{"service expire " + theirs + " done×1"}; !slices.Equal(got, want) {
		t.Errorf("the audit trail has %v, want %v", got, want)
	}
}

func TestASweepTakesManyRecords(t *testing.T) {
	b := newBench(t)
	for range 150 {
		b.create(us, "", `{}`)
		b.create(them, "", `{}`)
	}
	b.clock.move(time.Hour)
	if n, err := b.Expire(t.Context(), time.Minute); err != nil || n != 300 {
		t.Errorf("%d erased, error %v", n, err)
	}
}

func TestAClockThatIsSetBackErasesNothing(t *testing.T) {
	b := newBench(t)
	b.create(us, "", `{}`)
	b.clock.move(-100 * 24 * time.Hour)
	if n, err := b.Expire(t.Context(), time.Minute); err != nil || n != 0 {
		t.Errorf("%d erased, error %v", n, err)
	}
}

func TestASweepEndsWhenNothingCanBeWritten(t *testing.T) {
	b := newBench(t)
	for range 100 {
		b.create(us, "", `{}`)
	}
	b.clock.move(time.Hour)
	failure := errors.New("no room")
	b.store.before = func(*store.Change) error { return failure }
	if n, err := b.Expire(t.Context(), time.Minute); !errors.Is(err, failure) || n != 0 {
		t.Errorf("%d erased, error %v", n, err)
	}
}
