"""Set-up of Vitrine: builds the environment, checks it and starts; standard library only."""
