package dev.muster.security;
import dev.muster.model.*;
public class Identities { public Caller verify(String s) { return Caller.SYSTEM.withIdentity(s); } public String sign(Caller c) { return "stub"; } }
