package assembly

import "ittihad/kernel"

const whoSecretary = "the secretary"

func maySecretary(tx *kernel.Tx) error {
	if !tx.By.Has("secretary", "") {
		return kernel.Refuse(kernel.Denied, "kernel.secretary_only")
	}
	return nil
}

// mayCredentials: the credentials committee, or the secretary before the
// opening.
func mayCredentials(tx *kernel.Tx, sitting string) error {
	s, err := sittingByID(tx, sitting)
	switch {
	case err != nil:
		return err
	case tx.By.Has("secretary", "") && s.OpenedAt.IsZero():
		return nil
	}
	return mayRole(tx, sitting, "assembly.credentials_only", "credentials")
}

// officerRoles are the roles that see names as they are.
var officerRoles = []string{"secretary", "chair", "rapporteur", "credentials", "desk", "teller"}

// mayOffice: who serves the sitting.
func mayOffice(tx *kernel.Tx, sitting string) error {
	return mayRole(tx, sitting, "assembly.officers_only", officerRoles...)
}

func represents(tx *kernel.Tx, organisation string) bool {
	return organisation != "" && tx.By.Has("representative", "organisation/"+organisation)
}

// anyone: whoever is signed in.
func anyone[In any](*kernel.Tx, In) error { return nil }
