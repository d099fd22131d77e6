"""Every door to publishing: one edition, none twice, and what is broken changes nothing."""
