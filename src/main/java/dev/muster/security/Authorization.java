package dev.muster.security;
import dev.muster.model.*;
public class Authorization { public Task narrow(Task t) { return t; } public boolean mayRead(Caller c, String n) { return true; } }
