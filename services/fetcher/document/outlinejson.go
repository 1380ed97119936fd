package document

// sketchJSON outlines a JSON Feed: the values of lists that stand directly in the
// document, of which items is the one that counts.
func sketchJSON(text []byte) (outline, *Error) {
	s := jsonSketcher{text: text, start: -1}
	s.root = "{"
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i = s.string(i)
		case '{', '[':
			s.enter(i)
		case '}', ']':
			s.leave(i)
		case ',':
			s.values++
		}
		if s.values > maxElements {
			return s.outline, refuse(ReasonTooMany, "more than %d values", maxElements)
		}
		if s.depth > MaxDepth {
			return s.outline, refuse(ReasonTooDeep, "values are nested more than %d deep", MaxDepth)
		}
		if s.depth == 0 && i > 0 {
			break
		}
	}
	return s.outline, nil
}

type jsonSketcher struct {
	outline
	text   []byte
	depth  int
	values int
	start  int    // of the entry that is open; -1 if none is
	key    string // the latest string at the first level
	list   bool   // whether it is within the list of items
}

// string moves to the end of the string that begins at i.
func (s *jsonSketcher) string(i int) int {
	start := i + 1
	for i++; i < len(s.text) && s.text[i] != '"'; i++ {
		if s.text[i] == '\\' {
			i++
		}
	}
	if s.depth == 1 && i < len(s.text) && i-start <= len("items") {
		s.key = string(s.text[start:i])
	}
	return i
}

func (s *jsonSketcher) enter(i int) {
	s.depth++
	switch {
	case s.depth == 2:
		s.list = s.text[i] == '[' && s.key == "items"
	case s.depth == 3 && s.list && s.text[i] == '{':
		if len(s.entries) == MaxEntries {
			s.dropped++
			s.values = 0 // what is cut off isn't parsed
			return
		}
		s.start = i
	}
}

func (s *jsonSketcher) leave(i int) {
	s.depth--
	if s.depth == 2 && s.start >= 0 {
		s.entries = append(s.entries, extent{start: s.start, end: i + 1, closers: "]}"})
		s.start = -1
	}
}
