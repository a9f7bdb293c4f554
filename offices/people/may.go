package people

import "ittihad/kernel"

// secretary: the secretary.
func secretary(tx *kernel.Tx) error {
	if !tx.By.Has("secretary", "") {
		return kernel.Refuse(kernel.Denied, "people.secretary_only")
	}
	return nil
}

// selfOr: the person, or the secretary.
func selfOr(tx *kernel.Tx, person string) error {
	if person != "" && tx.By.ID == person {
		return nil
	}
	return secretary(tx)
}

// both is the first refusal of two rules.
func both(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// keepsASecretary refuses what would take from the federation its last secretary
// whose grant has no end: nobody could let anybody in again.
func keepsASecretary(tx *kernel.Tx, without string) error {
	mine, others, err := countSecretaries(tx, without)
	if err == nil && mine > 0 && others == 0 {
		err = kernel.Refuse(kernel.Conflict, "people.last_secretary")
	}
	return err
}
