package a

import "fmt"

func Whole() { fmt.Println() }

func Torn( { if x { }

func After() int { return 1 }
