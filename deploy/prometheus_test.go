package deploy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
)

// past is what a made-up Prometheus has seen: enough of its storage for its engine.
type past []storage.Series

// seriesOf reads a series in promtool's notation, a value a minute from 1970 on.
func seriesOf(t *testing.T, series, values string) storage.Series {
	t.Helper()
	lset, sequence, err := parser.NewParser(parser.Options{}).ParseSeriesDesc(series + " " + values)
	if err != nil {
		t.Fatal(err)
	}
	var samples []chunks.Sample
	for minute, v := range sequence {
		if !v.Omitted {
			samples = append(samples, sample{int64(minute) * time.Minute.Milliseconds(), v.Value})
		}
	}
	return storage.NewListSeries(lset, samples)
}

func (p past) queryable() storage.Queryable {
	return &storage.MockQueryable{MockQuerier: &storage.MockQuerier{
		SelectMockFunction: func(_ bool, _ *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
			return &found{all: slices.DeleteFunc(slices.Clone(p), func(one storage.Series) bool {
				return slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return !m.Matches(one.Labels().Get(m.Name)) })
			})}
		},
	}}
}

// found are the series that a query selects.
type found struct {
	all past
	at  storage.Series
}

// Next goes on to the next one.
func (f *found) Next() bool {
	if len(f.all) == 0 {
		return false
	}
	f.at, f.all = f.all[0], f.all[1:]
	return true
}

// At is the one that it has come to.
func (f *found) At() storage.Series { return f.at }

// Err is none.
func (f *found) Err() error { return nil }

// Warnings are none.
func (f *found) Warnings() annotations.Annotations { return nil }

// sample is a number at a time, in milliseconds.
type sample struct {
	at    int64
	value float64
}

// T is the time.
func (s sample) T() int64 { return s.at }

// ST is not known.
func (sample) ST() int64 { return 0 }

// F is the number.
func (s sample) F() float64 { return s.value }

// H is none.
func (sample) H() *histogram.Histogram { return nil }

// FH is none.
func (sample) FH() *histogram.FloatHistogram { return nil }

// Type is that of a number.
func (sample) Type() chunkenc.ValueType { return chunkenc.ValFloat }

// Copy is itself.
func (s sample) Copy() chunks.Sample { return s }
