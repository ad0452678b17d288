-- Says that a registry is at work, and answers the server's time.
tick(tonumber(ARGV[1]))
return digits(WALL)
