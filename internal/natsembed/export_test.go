package natsembed

// Break lets a server say what it says when its disk is full.
func Break(s *Server) {
	heard := newLogger(s.log)
	s.mu.Lock()
	heard.broken = s.broken
	s.mu.Unlock()
	heard.breaks = func() { close(heard.broken) }
	heard.Errorf("JetStream stream '%s' critical write error: %s", "$G > NEWS", "no space left on device")
}
