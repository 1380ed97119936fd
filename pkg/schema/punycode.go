package schema

// punycode writes a label of another script in ASCII (RFC 3492), without the
// "xn--". The label has at most 63 runes, so that no number here can overflow.
func punycode(label []rune) string {
	const initialN, initialBias = 128, 72
	var out []byte
	for _, r := range label {
		if r < initialN {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	if basic > 0 {
		out = append(out, '-')
	}
	n, delta, bias := rune(initialN), 0, initialBias
	for handled := basic; handled < len(label); {
		next := nextRune(label, n)
		delta += int(next-n) * (handled + 1)
		n = next
		for _, r := range label {
			switch {
			case r < n:
				delta++
			case r == n:
				out = appendVarInt(out, delta, bias)
				bias = adaptBias(delta, handled+1, handled == basic)
				delta = 0
				handled++
			}
		}
		delta++
		n++
	}
	return string(out)
}

// nextRune is the least rune of the label that is not below n.
func nextRune(label []rune, n rune) rune {
	next := rune(0x7fffffff)
	for _, r := range label {
		if r >= n && r < next {
			next = r
		}
	}
	return next
}

// The parameters of RFC 3492 §5.
const (
	punyBase = 36
	punyTMin = 1
	punyTMax = 26
)

// appendVarInt appends a generalised variable-length integer (RFC 3492 §3.3).
func appendVarInt(out []byte, v, bias int) []byte {
	for k := punyBase; ; k += punyBase {
		t := min(max(k-bias, punyTMin), punyTMax)
		if v < t {
			return append(out, punyDigit(v))
		}
		out = append(out, punyDigit(t+(v-t)%(punyBase-t)))
		v = (v - t) / (punyBase - t)
	}
}

// adaptBias keeps the integers short (RFC 3492 §3.4).
func adaptBias(delta, points int, first bool) int {
	const skew, damp = 38, 700
	if first {
		delta /= damp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > (punyBase-punyTMin)*punyTMax/2; k += punyBase {
		delta /= punyBase - punyTMin
	}
	return k + (punyBase-punyTMin+1)*delta/(delta+skew)
}

func punyDigit(v int) byte { return "abcdefghijklmnopqrstuvwxyz0123456789"[v] }
