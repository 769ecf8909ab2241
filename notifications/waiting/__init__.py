"""What the clock says to people of each thing that a case waits for."""
