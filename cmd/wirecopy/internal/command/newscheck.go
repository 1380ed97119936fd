package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
)

// maxComplaint is how much of an answer that is no report is shown, in bytes.
const maxComplaint = 4 << 10

// check holds records against the newsroom that runs at the control address.
func (c *Newsroom) check(ctx context.Context, t *Terminal) error {
	source, err := t.open(ctx, c.Check)
	if err != nil {
		return err
	}
	defer source.Close()
	address := "http://" + c.Control.String() + "/check"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, source)
	if err != nil {
		return fmt.Errorf("check records: %w", err)
	}
	request.Header.Set("Content-Type", "application/jsonl")
	transport := &http.Transport{DisableKeepAlives: true} // and no proxy: the newsroom is on this machine
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return fmt.Errorf("check records: %w: is `wirecopy newsroom` running there? Else give its --control", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		said, err := io.ReadAll(io.LimitReader(response.Body, maxComplaint))
		if err != nil {
			return fmt.Errorf("check records: %w", err)
		}
		return fmt.Errorf("check records: %s answered %s: %q", address, response.Status, strings.TrimSpace(string(said)))
	}
	var report newsroom.Report
	if err := json.NewDecoder(response.Body).Decode(&report); err != nil {
		return fmt.Errorf("check records: read report: %w", err)
	}
	for _, examples := range report.Examples { // they quote the records
		for i := range examples {
			examples[i] = terminal.Clean(examples[i])
		}
	}
	_, err = io.WriteString(t.out(), report.String())
	return errors.Join(report.Err(), unlessGone(err)) // a script may look at the exit code alone
}
