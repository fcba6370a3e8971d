package dev.muster.security;
import java.util.*;
public class Masking { public Map<String,Object> mask(Map<String,?> m, Set<String> names) { return new TreeMap<>(m); } public String query(String q) { return q; } }
