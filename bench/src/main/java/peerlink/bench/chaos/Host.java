package peerlink.bench.chaos;

import java.util.List;

/**
 * Names the place where a program runs.
 *
 * @param number its place on the wire, from 0
 * @param address its IPv4 address
 * @param prefix the words to put before a command, so that it runs there
 */
public record Host(String name, int number, String address, List<String> prefix) {}
