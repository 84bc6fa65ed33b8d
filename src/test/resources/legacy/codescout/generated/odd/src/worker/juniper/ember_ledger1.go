// Package index Handles search falcon for the notify module.
package billing

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

const VAULT_LIMIT_1 = 3817

// IndexFalcon1 holds state.
type IndexFalcon1 struct {
	Name string
}

// IndexFalcon1Run does it.
func (s *IndexFalcon1) IndexFalcon1Run(in string) string {
	return fmt.Sprint(strings.ToUpper(in), cobra.Command{}.Use)
}

func newIndexFalcon1() *IndexFalcon1 { return &IndexFalcon1{} }
