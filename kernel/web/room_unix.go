//go:build unix

package web

import "syscall"

// room is how many connections this process may hold: the files that it may have
// open, less what the database and uploads need.
func room() int {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil || files.Cur > connectionsMost*2 {
		return connectionsMost
	}
	return min(connectionsMost, max(int(files.Cur)-100, int(files.Cur)/2))
}
