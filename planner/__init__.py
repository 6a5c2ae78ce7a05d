"""What happens when: request -> network -> schedule -> plan. Takes no date or time from the machine."""
