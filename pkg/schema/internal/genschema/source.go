package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// source is what the files of a package say that reflection can't see.
type source struct {
	docs  map[string]string   // comments of types, and of fields as "Type.Field"
	enums map[string][]string // constants of string types, without the empty one: it is an absent field
}

// docLink is a link in a Go comment, such as [FeedID].
var docLink = regexp.MustCompile(`\[([A-Z][A-Za-z.]*)\]`)

func readSource(dir string) (source, error) {
	s := source{docs: map[string]string{}, enums: map[string][]string{}}
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return s, fmt.Errorf("list source: %w", err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return s, fmt.Errorf("read source: %w", err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return s, fmt.Errorf("parse source: %w", err)
		}
		for _, declaration := range file.Decls {
			if d, ok := declaration.(*ast.GenDecl); ok {
				s.add(d)
			}
		}
	}
	return s, nil
}

func (s source) add(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			s.docs[spec.Name.Name] = sentence(d.Doc)
			if record, ok := spec.Type.(*ast.StructType); ok {
				s.addFields(spec.Name.Name, record)
			}
		case *ast.ValueSpec:
			if d.Tok == token.CONST {
				s.addConstant(spec)
			}
		}
	}
}

func (s source) addFields(record string, t *ast.StructType) {
	for _, field := range t.Fields.List {
		for _, name := range field.Names {
			s.docs[record+"."+name.Name] = sentence(field.Doc)
		}
	}
}

func (s source) addConstant(spec *ast.ValueSpec) {
	name, ok := spec.Type.(*ast.Ident)
	if !ok || len(spec.Values) != 1 {
		return
	}
	literal, ok := spec.Values[0].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return
	}
	if value, err := strconv.Unquote(literal.Value); err == nil && value != "" {
		s.enums[name.Name] = append(s.enums[name.Name], value)
	}
}

// sentence is a comment as running text, without Go's links.
func sentence(doc *ast.CommentGroup) string {
	return docLink.ReplaceAllString(strings.Join(strings.Fields(doc.Text()), " "), "$1")
}
