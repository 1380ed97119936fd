package pressure

import (
	"errors"
	"fmt"
	"time"
)

// Config says where the marks are.
type Config struct {
	// ItemsMessages and ItemsBytes are how much ITEMS may hold before fetchers hold back.
	ItemsMessages, ItemsBytes uint64
	// Share is how much of what ARTICLES keeps, by age and by bytes, the storer
	// may be behind before parsers hold back; between 0 and 1.
	Share float64
	// StorageShare is how much of JetStream's storage may be in use before all
	// hold back; between 0 and 1.
	StorageShare float64
	// MaxStore is how many bytes the server may keep in all, which counts if the
	// account has no lower limit of its own; 0 is not known.
	MaxStore int64
	// Disk is a directory on the disk that the streams and the store share, when
	// that is of this machine; empty watches none.
	Disk string
	// DiskFree is how many bytes of it must stay free before all hold back, but no
	// more than a tenth of the disk: a server whose disk is full stops for good.
	DiskFree uint64
	// Every is the time between two looks.
	Every time.Duration
}

// Defaults are those of a server of its own, whose storage limit the account knows.
func Defaults() Config {
	return Config{ItemsMessages: 200_000, ItemsBytes: 1 << 30, Share: .5, StorageShare: .85, DiskFree: 1 << 30, Every: 5 * time.Second}
}

// Fit sets the marks to a server that may keep so many bytes in all: items take
// a tenth of them at most. Together with the half and the tenth that the streams
// of articles and of rejections may grow to, that stays below the mark of the
// storage and below where that is left again: otherwise a wire could stop for
// want of room that only its own going on could make.
func (c Config) Fit(disk int64) Config {
	c.MaxStore = disk
	c.ItemsBytes = min(c.ItemsBytes, uint64(max(disk/10, 1)))
	return c
}

// Validate reports all faults at once.
func (c Config) Validate() error {
	var faults []error
	if c.ItemsMessages == 0 || c.ItemsBytes == 0 {
		faults = append(faults, errors.New("the marks of items, in messages and in bytes, must be above 0"))
	}
	if !isShare(c.Share) {
		faults = append(faults, fmt.Errorf("the share of articles is %v: must be between 0 and 1", c.Share))
	}
	if !isShare(c.StorageShare) {
		faults = append(faults, fmt.Errorf("the share of storage is %v: must be between 0 and 1", c.StorageShare))
	}
	if c.MaxStore < 0 {
		faults = append(faults, fmt.Errorf("the most that the server may keep is %d bytes: must be 0 (not known) or more", c.MaxStore))
	}
	if c.Every <= 0 {
		faults = append(faults, fmt.Errorf("the time between two looks is %s: must be above 0", c.Every))
	}
	return errors.Join(faults...)
}

func isShare(s float64) bool { return s > 0 && s < 1 }
