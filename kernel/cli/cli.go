// Package cli offers every use case of the kernel on the command line, and to
// the scripts that test it in the same words:
//
//	ittihad do members.register name.ar="جمعية السراج" field=health
//	ittihad see members.roll q=السراج
package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"ittihad/kernel"
)

// Run carries out one line, "do NAME key=value …" or "see NAME key=value …",
// and answers in JSON. "once=KEY" makes a repeated line answer as the first.
func Run(ctx context.Context, k *kernel.Kernel, by kernel.Actor, out io.Writer, args []string) error {
	if len(args) < 2 || args[0] != "do" && args[0] != "see" {
		return fmt.Errorf("write: ittihad do|see NAME [key=value …]")
	}
	u := k.UseCase(args[1])
	if u == nil || u.Info().Changes != (args[0] == "do") {
		return fmt.Errorf("there is nothing to %s called %q; docs/who-may.txt lists all of them", args[0], args[1])
	}
	values, once := map[string][]string{}, ""
	for _, pair := range args[2:] {
		name, value, ok := strings.Cut(pair, "=")
		switch {
		case !ok:
			return fmt.Errorf("%q is not key=value", pair)
		case name == "once":
			once = value
		default:
			values[name] = append(values[name], value)
		}
	}
	answer, err := u.Call(ctx, k, by, once, func(in any) error { return kernel.Fill(in, values) })
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(answer)
}
