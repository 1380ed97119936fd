package telemetry

import (
	"io"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// Format is the form of log lines.
type Format string

// The forms of log lines: JSON for services, Console for people.
const (
	JSON    Format = "json"
	Console Format = "console"
)

// Logger returns a logger that writes lines of that format and of at least
// that level to w. It may be used by any number of goroutines at once.
func Logger(w io.Writer, level zapcore.Level, format Format) *zap.Logger {
	fields := zap.NewProductionEncoderConfig()
	fields.TimeKey, fields.MessageKey = "time", "message"
	fields.EncodeTime = zapcore.RFC3339NanoTimeEncoder
	fields.EncodeDuration = zapcore.StringDurationEncoder
	encoder := zapcore.NewJSONEncoder(fields)
	if format == Console {
		fields.EncodeTime = zapcore.TimeEncoderOfLayout("15:04:05.000")
		fields.EncodeLevel = zapcore.CapitalLevelEncoder
		encoder = zapcore.NewConsoleEncoder(fields)
	}
	out := zapcore.Lock(zapcore.AddSync(w))
	return zap.New(zapcore.NewCore(encoder, out, level), zap.ErrorOutput(out))
}
