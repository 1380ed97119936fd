package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// exported lists what the package in dir exports, sorted, a line each:
//
//	const MaxWorkers = 256
//	var ErrStopped
//	func Subscribe(context.Context, *nats.Conn, Filter, Handler, ...Option) (*Subscription, error)
//	type Filter struct
//	field Filter.Languages []string
//	method (*Subscription) Stop()
//
// Parameters have no names, as these can change. A field has its tag, by which
// others know it.
func exported(dir string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, fmt.Errorf("list source: %w", err)
	}
	var l lister
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse source: %w", err)
		}
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				l.function(d)
			case *ast.GenDecl:
				l.declaration(d)
			}
		}
	}
	if l.err != nil {
		return nil, fmt.Errorf("list what %s exports: %w", dir, l.err)
	}
	slices.Sort(l.lines)
	return slices.Compact(l.lines), nil
}

// lister gathers lines.
type lister struct {
	lines []string
	err   error
}

func (l *lister) add(parts ...string) { l.lines = append(l.lines, strings.Join(parts, "")) }

// function adds a function, or a method of an exported type.
func (l *lister) function(d *ast.FuncDecl) {
	if !d.Name.IsExported() {
		return
	}
	signature := strings.TrimPrefix(l.print(d.Type), "func")
	if d.Recv == nil {
		l.add("func ", d.Name.Name, signature)
		return
	}
	receiver := l.print(d.Recv.List[0].Type)
	if ast.IsExported(strings.TrimPrefix(receiver, "*")) {
		l.add("method (", receiver, ") ", d.Name.Name, signature)
	}
}

// declaration adds constants, variables and types.
func (l *lister) declaration(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() {
				l.declared(s)
			}
		case *ast.ValueSpec:
			for i, name := range s.Names {
				if name.IsExported() {
					l.value(d.Tok, name.Name, s, i)
				}
			}
		}
	}
}

// value adds a constant with what it is, or a variable.
func (l *lister) value(kind token.Token, name string, s *ast.ValueSpec, place int) {
	line := kind.String() + " " + name
	if s.Type != nil {
		line += " " + l.print(s.Type)
	}
	if kind == token.CONST {
		if place >= len(s.Values) {
			l.err = fmt.Errorf("constant %s has no value of its own: write it out, so that it can't change by its place", name)
			return
		}
		line += " = " + l.print(s.Values[place])
	}
	l.add(line)
}

// declared adds a type, and the fields of a struct.
func (l *lister) declared(s *ast.TypeSpec) {
	if s.TypeParams != nil {
		l.err = fmt.Errorf("type %s has parameters, for which the list has no form yet", s.Name.Name)
	}
	record, ok := s.Type.(*ast.StructType)
	if !ok {
		equals := ""
		if s.Assign.IsValid() {
			equals = "= "
		}
		l.add("type ", s.Name.Name, " ", equals, l.print(s.Type))
		return
	}
	l.add("type ", s.Name.Name, " struct")
	for _, field := range record.Fields.List {
		kind, tag := l.print(field.Type), ""
		if field.Tag != nil {
			tag = " " + field.Tag.Value
		}
		for _, name := range field.Names {
			if name.IsExported() {
				l.add("field ", s.Name.Name, ".", name.Name, " ", kind, tag)
			}
		}
		if len(field.Names) == 0 {
			l.add("embedded ", s.Name.Name, " ", kind, tag)
		}
	}
}

// print writes a piece of source on one line, functions without the names of
// their parameters.
func (l *lister) print(node ast.Node) string {
	ast.Inspect(node, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncType); ok {
			f.Params, f.Results = withoutNames(f.Params), withoutNames(f.Results)
		}
		return true
	})
	var b strings.Builder
	if err := printer.Fprint(&b, token.NewFileSet(), node); err != nil {
		l.err = err
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// withoutNames are parameters one by one and unnamed.
func withoutNames(list *ast.FieldList) *ast.FieldList {
	if list == nil {
		return nil
	}
	bare := &ast.FieldList{}
	for _, field := range list.List {
		for range max(1, len(field.Names)) {
			bare.List = append(bare.List, &ast.Field{Type: field.Type})
		}
	}
	return bare
}
