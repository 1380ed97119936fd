// Package licence finds the free licences that pictures and texts are published
// under, as they are written in captions and addresses: Creative Commons and the
// public domain.
//
// Names are in the style of SPDX, such as CC-BY-NC-ND-2.0. It knows no terms of
// agencies and no other licence.
package licence
