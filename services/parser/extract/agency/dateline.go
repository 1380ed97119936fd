package agency

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Dateline is the beginning of an agency's copy: "MOSCOW, Dec 27 (AFP) —".
type Dateline struct {
	Place    string // as printed, without the date
	Agency   Agency // zero when none is named
	Reporter string // who is named beside it, in Korean and Chinese copy
}

// datelines are the patterns of datelines.
type datelines struct {
	bracket, leading, slash, colon, chinese, korean, persian, plain *regexp.Regexp
}

func newDatelines() *datelines {
	const date = `(?:[,.]?\s*(?:[\p{L}\p{M}]{3,10}\.?\s+\d{1,2}|\d{1,2}\.?\s+(?:de\s+)?[\p{L}\p{M}]{3,10}\.?|\d{1,2}/\d{1,2})(?:,?\s+\d{4})?)?`
	return &datelines{
		// MOSCOW (AFP) — / BERLIN, Dec 27 (Reuters) - / Madrid, 27 dic (EFE).- / (EFE).- / الواحة (رويترز) - / नई दिल्ली, 5 दिसंबर (भाषा)
		bracket: regexp.MustCompile(`^(?:([\p{Lu}\p{Lo}][\p{L}\p{M} .,'’/-]{1,60}?)` + date + `\s*)?[(\[]([^)\]]{2,40})[)\]]\s*([.:]?\s*[-–—:]{1,3})?`),
		// (ANSA) - ROMA, 27 DIC - / AP — WASHINGTON
		leading: regexp.MustCompile(`^[(\[]([^)\]]{2,30})[)\]]\s*[-–—]+\s*(\p{Lu}[\p{Lu} .'’-]{1,40})` + date + `\s*[-–—.]`),
		// МОСКВА, 27 декабря. /ТАСС/. and МОСКВА, 27 дек — РИА Новости.
		slash: regexp.MustCompile(`^(\p{Lu}[\p{Lu}\p{M} .'’-]{1,40})` + date + `\s*[.]?\s*(?:/([^/]{2,30})/|[-–—]\s*([\p{L} -]{2,24}?)\.\s)`),
		// القاهرة – أ.ف.ب:
		colon: regexp.MustCompile(`^([\p{Arabic}\p{Hebrew} ]{2,30}?)\s*[-–—]\s*([\p{Arabic}\p{Hebrew} .]{2,24}?)\s*[:：]`),
		// the rest of 新华社北京12月27日电（记者王芳） after the agency's name
		chinese: regexp.MustCompile(`^((?:記者|记者)?)(\p{Han}{0,12}?)(?:\d{1,2}月)?\d{1,2}日(?:综合|專|专)?[电電讯訊](?:\s*[（(]\s*(?:記者|记者)\s*(\p{Han}{2,4}))?`),
		// the rest of (서울=연합뉴스) 김바다 기자 = after the bracket
		korean:  regexp.MustCompile(`^\s*(\p{Hangul}{2,4})(?:\s*·\s*\p{Hangul}{2,4})?\s*(?:선임)?(?:기자|특파원)\s*=`),
		persian: regexp.MustCompile(`^به گزارش\s+(?:خبرنگار\s+)?((?:خبرگزاری\s+)?\p{Arabic}+)`),
		// DUBLIN — / NEW YORK, Nov. 3 –
		plain: regexp.MustCompile(`^(\p{Lu}[\p{Lu}\p{M} .,'’/-]{2,40}?)` + date + `\s+(?:[–—]|--|-)\s`),
	}
}

// Dateline reads the dateline that a paragraph begins with.
func (d *Directory) Dateline(paragraph string) (Dateline, bool) {
	const far = 160 // characters
	head := text.Cut(paragraph, far)
	if line, ok := d.eastAsian(head); ok {
		return line, true
	}
	if m := d.dateline.leading.FindStringSubmatch(head); m != nil {
		if a, ok := d.inDateline(m[1]); ok {
			return Dateline{Place: place(m[2]), Agency: a}, true
		}
	}
	if m := d.dateline.bracket.FindStringSubmatch(head); m != nil && (m[3] != "" || m[1] != "" && !cased(m[1]) && strings.Count(m[1], " ") < 4) {
		if a, ok := d.inDateline(m[2]); ok {
			return Dateline{Place: place(m[1]), Agency: a}, true
		}
	}
	if m := d.dateline.slash.FindStringSubmatch(head); m != nil {
		if a, ok := d.inDateline(m[2] + m[3]); ok {
			return Dateline{Place: place(m[1]), Agency: a}, true
		}
	}
	if m := d.dateline.colon.FindStringSubmatch(head); m != nil {
		if a, ok := d.Named(m[2]); ok {
			return Dateline{Place: place(m[1]), Agency: a}, true
		}
	}
	if m := d.dateline.persian.FindStringSubmatch(head); m != nil {
		if a, ok := d.Named(m[1]); ok {
			return Dateline{Agency: a}, true
		}
	}
	if m := d.dateline.plain.FindStringSubmatch(head); m != nil && strings.ContainsFunc(m[1], unicode.IsLetter) {
		return Dateline{Place: place(m[1])}, true
	}
	return Dateline{}, false
}

// Signature reads the agency that a paragraph ends in: "(AFP)", "/TT", "（共同）".
func (d *Directory) Signature(paragraph string) (Agency, bool) {
	const most = 40 // bytes
	s := strings.TrimRight(paragraph, " .。")
	if a, ok := d.Named(s); ok && len(s) < most {
		return a, true
	}
	r, size := utf8.DecodeLastRuneInString(s)
	switch r {
	case ')', ']', '）', '】', '〕':
		i := strings.LastIndexAny(s, "([（【〔")
		if i < 0 || len(s)-i > most {
			return Agency{}, false
		}
		_, open := utf8.DecodeRuneInString(s[i:])
		inner := s[i+open : len(s)-size]
		if a, ok := d.inDateline(inner); ok {
			return a, true
		}
		if _, rest, ok := strings.Cut(inner, " "); ok && strings.Count(inner, " ") < 3 { // (FR mit dpa)
			return d.inDateline(rest[strings.LastIndexByte(rest, ' ')+1:])
		}
	default:
		if i := strings.LastIndexByte(strings.TrimSuffix(s, "/"), '/'); i >= 0 && len(s)-i < 16 { // /TT and /ritzau/
			return d.Named(s[i:])
		}
	}
	return Agency{}, false
}

// eastAsian reads the datelines of Chinese, Japanese and Korean copy.
func (d *Directory) eastAsian(head string) (Dateline, bool) {
	if r, _ := utf8.DecodeRuneInString(head); r < utf8.RuneSelf && r != '(' && r != '[' {
		return Dateline{}, false
	}
	if line, ok := d.chinese(strings.TrimLeft(head, "（(【［[")); ok {
		return line, true
	}
	_, open := utf8.DecodeRuneInString(head)
	if !strings.ContainsAny(head[:open], "（(【［[〔") {
		return Dateline{}, false
	}
	const longest = 90 // bytes
	end := strings.IndexAny(head, "）)】］]〕")
	if end < 0 || end > longest {
		return Dateline{}, false
	}
	line, ok := d.inBrackets(head[open:end])
	if !ok {
		return Dateline{}, false
	}
	_, size := utf8.DecodeRuneInString(head[end:])
	if m := d.dateline.korean.FindStringSubmatch(head[end+size:]); m != nil {
		line.Reporter = m[1]
	}
	return line, true
}

// chinese reads 新华社北京12月27日电.
func (d *Directory) chinese(head string) (Dateline, bool) {
	for _, name := range d.eastern {
		rest, ok := strings.CutPrefix(head, name)
		if !ok {
			continue
		}
		if m := d.dateline.chinese.FindStringSubmatch(rest); m != nil {
			a, _ := d.Named(name)
			if m[1] != "" { // a name stands before the place, and nothing between
				m[2] = ""
			}
			return Dateline{Place: m[2], Agency: a, Reporter: m[3]}, true
		}
	}
	return Dateline{}, false
}

// inBrackets reads 北浜共同, ロンドン 共同, ロンドン＝時事, 東京 12日 ロイター and 서울=연합뉴스:
// a place and an agency, of which one name at least is in such a script.
func (d *Directory) inBrackets(s string) (line Dateline, ok bool) {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x2e80 }) {
		return line, false
	}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("=＝/／・、,", r) }) {
		if a, named := d.Named(part); named {
			if !ok {
				line.Agency, ok = a, true
			}
			continue
		}
		for _, name := range d.eastern {
			if rest, cut := strings.CutSuffix(part, name); cut && !ok {
				a, _ := d.Named(name)
				line.Agency, ok, part = a, true, rest
				break
			}
		}
		if line.Place == "" && !strings.ContainsFunc(part, unicode.IsDigit) {
			line.Place = part
		}
	}
	return line, ok
}

// inDateline allows two agencies, as in (dpa/AFP), of which the first counts.
func (d *Directory) inDateline(s string) (Agency, bool) {
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '/' || r == ',' || r == ';' }) {
		if a, ok := d.Named(part); ok {
			return a, true
		}
	}
	return Agency{}, false
}

// cased says whether a text is in a script that has capitals.
func cased(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsLower(r) })
}

func place(s string) string { return strings.Trim(s, " ,.-–—") }
