package command

import "runtime/debug"

// VersionOf lets tests look into builds that aren't their own.
func VersionOf(info *debug.BuildInfo, module string) string { return versionOf(info, module) }
