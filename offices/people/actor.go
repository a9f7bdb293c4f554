package people

import (
	"context"
	"errors"

	"ittihad/kernel"
	"ittihad/kernel/sqldb"
)

// ActorOf is a person as an actor, with what they hold at this moment: for who
// acts without a session, at the command line of the machine itself. Whoever can
// open the database there can act as anybody. NotFound people.no_such_person.
func ActorOf(ctx context.Context, k *kernel.Kernel, person string) (by kernel.Actor, err error) {
	err = k.Read(ctx, kernel.Self, func(tx *kernel.Tx) error {
		if _, err := readPerson(tx, person); err != nil {
			if errors.Is(err, sqldb.ErrNone) {
				return kernel.Refuse(kernel.NotFound, "people.no_such_person")
			}
			return err
		}
		by.ID = person
		by.Grants, err = readHeld(tx, person)
		return err
	})
	return by, err
}
