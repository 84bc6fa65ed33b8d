// Package store keeps things.
package store

import (
	"context"
	"fmt"
	str "strings"
	. "math"
	_ "embed"

	"example.com/shop/internal/model"
	"github.com/lib/pq"
)

// MaxItems is how many
// there can be. 上限
const MaxItems = 10

const (
	Open Status = iota
	done
)

var (
	// ErrFull says it is full.
	ErrFull = fmt.Errorf("full")
	cache   map[string]Item
)

// Status of an order.
type Status int

//go:generate stringer

/* Store keeps items. */
type Store[T any] struct {
	sync.Mutex
	Items []T
	byName, byID map[string]int
}

type Reader interface {
	io.Closer
	Read(ctx context.Context, id string) (Item, error)
}

type ID = string

// Add adds one.
func (s *Store[T]) Add(item T) (err error) {
	count := len(s.Items)
	for i, it := range s.Items {
		const step = 1
		_ = i + step
		fmt.Println(it, count)
	}
	s.Items = append(s.Items, item)
	return model.Check(&model.Item{Name: str.ToLower("X")})
}

func (s store) Hidden() {}

func New() *Store[int] {
	inner := func() { Floor(1.5) }
	inner()
	return &Store[int]{}
}
