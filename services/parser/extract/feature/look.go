package feature

import "unicode"

// look fills in what a block's text looks like.
func (w *work) look(row []float32, i int) {
	b := &w.blocks[i]
	c := &b.Counts
	all := float32(c.Runes)
	row[runes], row[words], row[sentences] = all, float32(b.Words), float32(c.Sentences)
	row[commas], row[marks], row[symbols] = ratio(float32(c.Commas), all), ratio(float32(c.Marks), all), ratio(float32(c.Symbols), all)
	row[capitals], row[digits] = ratio(float32(c.Capitals), float32(c.Letters)), ratio(float32(c.Digits), all)
	row[wordLength] = ratio(all, float32(b.Words))
	row[bold], row[italic], row[linked] = ratio(float32(c.Bold), all), ratio(float32(c.Italic), all), ratio(float32(c.Linked), all)
	row[links], row[breaks] = float32(c.Links), float32(c.Breaks)
	row[firstRune], row[lastRune] = kind(c.First), kind(c.Last)
	row[hasTime], row[afterPicture] = flag(c.HasTime), flag(c.AfterPicture)
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// kind is a small number for a character's kind, those that end sentences first.
func kind(r rune) float32 {
	switch r {
	case '.', '。', '।', '۔':
		return 0
	case '?', '!', '？', '！', '؟', '…':
		return 1
	case '"', '”', '“', '„', '«', '»', '\'', '’', '‘', '「', '」':
		return 2
	case ':', '：', ';':
		return 3
	case ',', '，', '、':
		return 4
	case ')', '(', '[', ']':
		return 5
	case '-', '–', '—', '•', '*', '·', '▪', '■', '●':
		return 6
	case '>', '<', '›', '‹', '→', '|', '/', '+', '#', '@', '©':
		return 7
	}
	switch {
	case unicode.IsUpper(r):
		return 8
	case unicode.IsLetter(r):
		return 9
	case unicode.IsDigit(r):
		return 10
	}
	return 11
}
