package kernel

import "context"

type networkKey struct{}

// FromNetwork says from where a request comes, as far as it is counted: an
// address, or the network of one customer.
func FromNetwork(ctx context.Context, network string) context.Context {
	return context.WithValue(ctx, networkKey{}, network)
}

// Network is from where a request comes; empty for the machine itself. It is for
// a Prepare whose command bounds tries, and is never written down.
func Network(ctx context.Context) string {
	network, _ := ctx.Value(networkKey{}).(string)
	return network
}
