/**
 * What real browsers wrote: Chromium 156 and Firefox 153, two connections in one page, no servers.
 * Captured once; only tests import this.
 * @module
 */

/** A captured session description. */
export interface DescriptionFixture {
  readonly name: string;
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

function fixture(
  name: string,
  type: "offer" | "answer",
  text: string,
): DescriptionFixture {
  return { name, type, sdp: text.trimStart().replaceAll("\n", "\r\n") };
}

export const DESCRIPTIONS: readonly DescriptionFixture[] = [
  fixture(
    "chromium data offer",
    "offer",
    `
v=0
o=- 3830085526853781888 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=extmap-allow-mixed
a=msid-semantic: WMS
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=ice-ufrag:iL6T
a=ice-pwd:t36INK7/PakQ1Pmcv6R//9Bh
a=ice-options:trickle
a=fingerprint:sha-256 43:80:91:EB:76:71:67:91:D3:2D:75:D5:E3:D5:D7:0E:16:F7:49:48:50:F3:BB:2A:48:FC:53:B4:52:33:97:86
a=setup:actpass
a=mid:0
a=sctp-port:5000
a=max-message-size:262144
`,
  ),
  fixture(
    "chromium data answer",
    "answer",
    `
v=0
o=- 3780533064019019756 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=extmap-allow-mixed
a=msid-semantic: WMS
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=ice-ufrag:NydD
a=ice-pwd:/LHJzFvo5+s6IvuZtvr7+QY7
a=ice-options:trickle
a=fingerprint:sha-256 20:63:B1:F4:B6:2B:00:8A:D4:50:59:27:04:BB:07:23:67:30:B0:1E:3D:E6:15:C0:64:E2:96:61:D0:32:7D:42
a=setup:active
a=mid:0
a=sctp-port:5000
a=max-message-size:262144
`,
  ),
  fixture(
    "chromium data offer, gathered",
    "offer",
    `
v=0
o=- 3830085526853781888 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=extmap-allow-mixed
a=msid-semantic: WMS
m=application 43770 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 192.0.2.2
a=candidate:2151271538 1 udp 2122194687 192.0.2.2 43770 typ host generation 0 network-id 1
a=candidate:1264520594 1 udp 2122265343 fd00::2 40208 typ host generation 0 network-id 2
a=ice-ufrag:iL6T
a=ice-pwd:t36INK7/PakQ1Pmcv6R//9Bh
a=ice-options:trickle
a=fingerprint:sha-256 43:80:91:EB:76:71:67:91:D3:2D:75:D5:E3:D5:D7:0E:16:F7:49:48:50:F3:BB:2A:48:FC:53:B4:52:33:97:86
a=setup:actpass
a=mid:0
a=sctp-port:5000
a=max-message-size:262144
`,
  ),
  fixture(
    "chromium offer with a video section added",
    "offer",
    `
v=0
o=- 3830085526853781888 3 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=msid-semantic: WMS a07638df-37d1-4881-b6e4-f5eae9e058e4
m=application 43770 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 192.0.2.2
a=candidate:2151271538 1 udp 2122194687 192.0.2.2 43770 typ host generation 0 network-id 1
a=candidate:1264520594 1 udp 2122265343 fd00::2 40208 typ host generation 0 network-id 2
a=ice-ufrag:iL6T
a=ice-pwd:t36INK7/PakQ1Pmcv6R//9Bh
a=ice-options:trickle
a=fingerprint:sha-256 43:80:91:EB:76:71:67:91:D3:2D:75:D5:E3:D5:D7:0E:16:F7:49:48:50:F3:BB:2A:48:FC:53:B4:52:33:97:86
a=setup:actpass
a=mid:0
a=sctp-port:5000
a=max-message-size:262144
m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 104 107 108 109 114 115 116 117 39 40 45 46 98 99 100 101 118 119 120
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:iL6T
a=ice-pwd:t36INK7/PakQ1Pmcv6R//9Bh
a=ice-options:trickle
a=fingerprint:sha-256 43:80:91:EB:76:71:67:91:D3:2D:75:D5:E3:D5:D7:0E:16:F7:49:48:50:F3:BB:2A:48:FC:53:B4:52:33:97:86
a=setup:actpass
a=mid:1
a=extmap:1 urn:ietf:params:rtp-hdrext:toffset
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:3 urn:3gpp:video-orientation
a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/video-content-type
a=extmap:7 http://www.webrtc.org/experiments/rtp-hdrext/video-timing
a=extmap:8 http://www.webrtc.org/experiments/rtp-hdrext/color-space
a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
a=sendrecv
a=msid:a07638df-37d1-4881-b6e4-f5eae9e058e4 ddd2b761-1b26-482b-8379-da30392b4a7c
a=rtcp-mux
a=rtcp-rsize
a=rtcp-xr:rcvr-rtt=all
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 transport-cc
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtpmap:102 H264/90000
a=rtcp-fb:102 goog-remb
a=rtcp-fb:102 transport-cc
a=rtcp-fb:102 ccm fir
a=rtcp-fb:102 nack
a=rtcp-fb:102 nack pli
a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
a=rtpmap:103 rtx/90000
a=fmtp:103 apt=102
a=rtpmap:104 H264/90000
a=rtcp-fb:104 goog-remb
a=rtcp-fb:104 transport-cc
a=rtcp-fb:104 ccm fir
a=rtcp-fb:104 nack
a=rtcp-fb:104 nack pli
a=fmtp:104 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f
a=rtpmap:107 rtx/90000
a=fmtp:107 apt=104
a=rtpmap:108 H264/90000
a=rtcp-fb:108 goog-remb
a=rtcp-fb:108 transport-cc
a=rtcp-fb:108 ccm fir
a=rtcp-fb:108 nack
a=rtcp-fb:108 nack pli
a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
a=rtpmap:109 rtx/90000
a=fmtp:109 apt=108
a=rtpmap:114 H264/90000
a=rtcp-fb:114 goog-remb
a=rtcp-fb:114 transport-cc
a=rtcp-fb:114 ccm fir
a=rtcp-fb:114 nack
a=rtcp-fb:114 nack pli
a=fmtp:114 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f
a=rtpmap:115 rtx/90000
a=fmtp:115 apt=114
a=rtpmap:116 H264/90000
a=rtcp-fb:116 goog-remb
a=rtcp-fb:116 transport-cc
a=rtcp-fb:116 ccm fir
a=rtcp-fb:116 nack
a=rtcp-fb:116 nack pli
a=fmtp:116 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f
a=rtpmap:117 rtx/90000
a=fmtp:117 apt=116
a=rtpmap:39 H264/90000
a=rtcp-fb:39 goog-remb
a=rtcp-fb:39 transport-cc
a=rtcp-fb:39 ccm fir
a=rtcp-fb:39 nack
a=rtcp-fb:39 nack pli
a=fmtp:39 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=4d001f
a=rtpmap:40 rtx/90000
a=fmtp:40 apt=39
a=rtpmap:45 AV1/90000
a=rtcp-fb:45 goog-remb
a=rtcp-fb:45 transport-cc
a=rtcp-fb:45 ccm fir
a=rtcp-fb:45 nack
a=rtcp-fb:45 nack pli
a=fmtp:45 level-idx=5;profile=0;tier=0
a=rtpmap:46 rtx/90000
a=fmtp:46 apt=45
a=rtpmap:98 VP9/90000
a=rtcp-fb:98 goog-remb
a=rtcp-fb:98 transport-cc
a=rtcp-fb:98 ccm fir
a=rtcp-fb:98 nack
a=rtcp-fb:98 nack pli
a=fmtp:98 profile-id=0
a=rtpmap:99 rtx/90000
a=fmtp:99 apt=98
a=rtpmap:100 VP9/90000
a=rtcp-fb:100 goog-remb
a=rtcp-fb:100 transport-cc
a=rtcp-fb:100 ccm fir
a=rtcp-fb:100 nack
a=rtcp-fb:100 nack pli
a=fmtp:100 profile-id=2
a=rtpmap:101 rtx/90000
a=fmtp:101 apt=100
a=rtpmap:118 red/90000
a=rtpmap:119 rtx/90000
a=fmtp:119 apt=118
a=rtpmap:120 ulpfec/90000
a=ssrc-group:FID 4120531833 1136473854
a=ssrc:4120531833 cname:02Fw6e4amkp9iOOu
a=ssrc:4120531833 msid:a07638df-37d1-4881-b6e4-f5eae9e058e4 ddd2b761-1b26-482b-8379-da30392b4a7c
a=ssrc:1136473854 cname:02Fw6e4amkp9iOOu
a=ssrc:1136473854 msid:a07638df-37d1-4881-b6e4-f5eae9e058e4 ddd2b761-1b26-482b-8379-da30392b4a7c
`,
  ),
  fixture(
    "chromium answer with a video section added",
    "answer",
    `
v=0
o=- 3780533064019019756 3 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=msid-semantic: WMS
m=application 36200 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 192.0.2.2
a=candidate:2424241452 1 udp 2122194687 192.0.2.2 36200 typ host generation 0 network-id 1
a=candidate:2534183324 1 udp 2122265343 fd00::2 40622 typ host generation 0 network-id 2
a=ice-ufrag:NydD
a=ice-pwd:/LHJzFvo5+s6IvuZtvr7+QY7
a=ice-options:trickle
a=fingerprint:sha-256 20:63:B1:F4:B6:2B:00:8A:D4:50:59:27:04:BB:07:23:67:30:B0:1E:3D:E6:15:C0:64:E2:96:61:D0:32:7D:42
a=setup:active
a=mid:0
a=sctp-port:5000
a=max-message-size:262144
m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 104 107 108 109 114 115 116 117 39 40 45 46 98 99 100 101 118 119 120
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:NydD
a=ice-pwd:/LHJzFvo5+s6IvuZtvr7+QY7
a=ice-options:trickle
a=fingerprint:sha-256 20:63:B1:F4:B6:2B:00:8A:D4:50:59:27:04:BB:07:23:67:30:B0:1E:3D:E6:15:C0:64:E2:96:61:D0:32:7D:42
a=setup:active
a=mid:1
a=extmap:1 urn:ietf:params:rtp-hdrext:toffset
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:3 urn:3gpp:video-orientation
a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/video-content-type
a=extmap:7 http://www.webrtc.org/experiments/rtp-hdrext/video-timing
a=extmap:8 http://www.webrtc.org/experiments/rtp-hdrext/color-space
a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
a=recvonly
a=rtcp-mux
a=rtcp-rsize
a=rtcp-xr:rcvr-rtt=all
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 transport-cc
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtpmap:102 H264/90000
a=rtcp-fb:102 goog-remb
a=rtcp-fb:102 transport-cc
a=rtcp-fb:102 ccm fir
a=rtcp-fb:102 nack
a=rtcp-fb:102 nack pli
a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
a=rtpmap:103 rtx/90000
a=fmtp:103 apt=102
a=rtpmap:104 H264/90000
a=rtcp-fb:104 goog-remb
a=rtcp-fb:104 transport-cc
a=rtcp-fb:104 ccm fir
a=rtcp-fb:104 nack
a=rtcp-fb:104 nack pli
a=fmtp:104 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f
a=rtpmap:107 rtx/90000
a=fmtp:107 apt=104
a=rtpmap:108 H264/90000
a=rtcp-fb:108 goog-remb
a=rtcp-fb:108 transport-cc
a=rtcp-fb:108 ccm fir
a=rtcp-fb:108 nack
a=rtcp-fb:108 nack pli
a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
a=rtpmap:109 rtx/90000
a=fmtp:109 apt=108
a=rtpmap:114 H264/90000
a=rtcp-fb:114 goog-remb
a=rtcp-fb:114 transport-cc
a=rtcp-fb:114 ccm fir
a=rtcp-fb:114 nack
a=rtcp-fb:114 nack pli
a=fmtp:114 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f
a=rtpmap:115 rtx/90000
a=fmtp:115 apt=114
a=rtpmap:116 H264/90000
a=rtcp-fb:116 goog-remb
a=rtcp-fb:116 transport-cc
a=rtcp-fb:116 ccm fir
a=rtcp-fb:116 nack
a=rtcp-fb:116 nack pli
a=fmtp:116 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f
a=rtpmap:117 rtx/90000
a=fmtp:117 apt=116
a=rtpmap:39 H264/90000
a=rtcp-fb:39 goog-remb
a=rtcp-fb:39 transport-cc
a=rtcp-fb:39 ccm fir
a=rtcp-fb:39 nack
a=rtcp-fb:39 nack pli
a=fmtp:39 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=4d001f
a=rtpmap:40 rtx/90000
a=fmtp:40 apt=39
a=rtpmap:45 AV1/90000
a=rtcp-fb:45 goog-remb
a=rtcp-fb:45 transport-cc
a=rtcp-fb:45 ccm fir
a=rtcp-fb:45 nack
a=rtcp-fb:45 nack pli
a=fmtp:45 level-idx=5;profile=0;tier=0
a=rtpmap:46 rtx/90000
a=fmtp:46 apt=45
a=rtpmap:98 VP9/90000
a=rtcp-fb:98 goog-remb
a=rtcp-fb:98 transport-cc
a=rtcp-fb:98 ccm fir
a=rtcp-fb:98 nack
a=rtcp-fb:98 nack pli
a=fmtp:98 profile-id=0
a=rtpmap:99 rtx/90000
a=fmtp:99 apt=98
a=rtpmap:100 VP9/90000
a=rtcp-fb:100 goog-remb
a=rtcp-fb:100 transport-cc
a=rtcp-fb:100 ccm fir
a=rtcp-fb:100 nack
a=rtcp-fb:100 nack pli
a=fmtp:100 profile-id=2
a=rtpmap:101 rtx/90000
a=fmtp:101 apt=100
a=rtpmap:118 red/90000
a=rtpmap:119 rtx/90000
a=fmtp:119 apt=118
a=rtpmap:120 ulpfec/90000
`,
  ),
  fixture(
    "chromium audio, video and data offer",
    "offer",
    `
v=0
o=- 788482221166743888 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1 2
a=extmap-allow-mixed
a=msid-semantic: WMS d0c1c03a-a199-4895-b01f-cb6f6f3fec9c
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:qvWy
a=ice-pwd:t367Gnr76GtVyGMo45Bfc5lv
a=ice-options:trickle
a=fingerprint:sha-256 9E:AE:6D:17:5B:FA:E5:41:D6:C6:FC:2B:55:04:76:67:04:25:64:D3:C8:8D:0C:58:18:F3:CE:F8:A2:17:55:39
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendrecv
a=msid:d0c1c03a-a199-4895-b01f-cb6f6f3fec9c b96acda0-0f21-45a0-8940-84cd8a193e52
a=rtcp-mux
a=rtcp-rsize
a=rtcp-xr:rcvr-rtt=all
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=fmtp:63 111/111
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:13 CN/8000
a=rtpmap:110 telephone-event/48000
a=rtpmap:126 telephone-event/8000
a=ssrc:2302322722 cname:DiIFJkAOWAhi8bU8
a=ssrc:2302322722 msid:d0c1c03a-a199-4895-b01f-cb6f6f3fec9c b96acda0-0f21-45a0-8940-84cd8a193e52
m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 104 107 108 109 114 115 116 117 39 40 45 46 98 99 100 101 118 119 120
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:qvWy
a=ice-pwd:t367Gnr76GtVyGMo45Bfc5lv
a=ice-options:trickle
a=fingerprint:sha-256 9E:AE:6D:17:5B:FA:E5:41:D6:C6:FC:2B:55:04:76:67:04:25:64:D3:C8:8D:0C:58:18:F3:CE:F8:A2:17:55:39
a=setup:actpass
a=mid:1
a=extmap:14 urn:ietf:params:rtp-hdrext:toffset
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:13 urn:3gpp:video-orientation
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/video-content-type
a=extmap:7 http://www.webrtc.org/experiments/rtp-hdrext/video-timing
a=extmap:8 http://www.webrtc.org/experiments/rtp-hdrext/color-space
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
a=sendrecv
a=msid:d0c1c03a-a199-4895-b01f-cb6f6f3fec9c 76ed1b81-8468-439a-bc35-d74e479971fc
a=rtcp-mux
a=rtcp-rsize
a=rtcp-xr:rcvr-rtt=all
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 transport-cc
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtpmap:102 H264/90000
a=rtcp-fb:102 goog-remb
a=rtcp-fb:102 transport-cc
a=rtcp-fb:102 ccm fir
a=rtcp-fb:102 nack
a=rtcp-fb:102 nack pli
a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
a=rtpmap:103 rtx/90000
a=fmtp:103 apt=102
a=rtpmap:104 H264/90000
a=rtcp-fb:104 goog-remb
a=rtcp-fb:104 transport-cc
a=rtcp-fb:104 ccm fir
a=rtcp-fb:104 nack
a=rtcp-fb:104 nack pli
a=fmtp:104 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f
a=rtpmap:107 rtx/90000
a=fmtp:107 apt=104
a=rtpmap:108 H264/90000
a=rtcp-fb:108 goog-remb
a=rtcp-fb:108 transport-cc
a=rtcp-fb:108 ccm fir
a=rtcp-fb:108 nack
a=rtcp-fb:108 nack pli
a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
a=rtpmap:109 rtx/90000
a=fmtp:109 apt=108
a=rtpmap:114 H264/90000
a=rtcp-fb:114 goog-remb
a=rtcp-fb:114 transport-cc
a=rtcp-fb:114 ccm fir
a=rtcp-fb:114 nack
a=rtcp-fb:114 nack pli
a=fmtp:114 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f
a=rtpmap:115 rtx/90000
a=fmtp:115 apt=114
a=rtpmap:116 H264/90000
a=rtcp-fb:116 goog-remb
a=rtcp-fb:116 transport-cc
a=rtcp-fb:116 ccm fir
a=rtcp-fb:116 nack
a=rtcp-fb:116 nack pli
a=fmtp:116 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f
a=rtpmap:117 rtx/90000
a=fmtp:117 apt=116
a=rtpmap:39 H264/90000
a=rtcp-fb:39 goog-remb
a=rtcp-fb:39 transport-cc
a=rtcp-fb:39 ccm fir
a=rtcp-fb:39 nack
a=rtcp-fb:39 nack pli
a=fmtp:39 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=4d001f
a=rtpmap:40 rtx/90000
a=fmtp:40 apt=39
a=rtpmap:45 AV1/90000
a=rtcp-fb:45 goog-remb
a=rtcp-fb:45 transport-cc
a=rtcp-fb:45 ccm fir
a=rtcp-fb:45 nack
a=rtcp-fb:45 nack pli
a=fmtp:45 level-idx=5;profile=0;tier=0
a=rtpmap:46 rtx/90000
a=fmtp:46 apt=45
a=rtpmap:98 VP9/90000
a=rtcp-fb:98 goog-remb
a=rtcp-fb:98 transport-cc
a=rtcp-fb:98 ccm fir
a=rtcp-fb:98 nack
a=rtcp-fb:98 nack pli
a=fmtp:98 profile-id=0
a=rtpmap:99 rtx/90000
a=fmtp:99 apt=98
a=rtpmap:100 VP9/90000
a=rtcp-fb:100 goog-remb
a=rtcp-fb:100 transport-cc
a=rtcp-fb:100 ccm fir
a=rtcp-fb:100 nack
a=rtcp-fb:100 nack pli
a=fmtp:100 profile-id=2
a=rtpmap:101 rtx/90000
a=fmtp:101 apt=100
a=rtpmap:118 red/90000
a=rtpmap:119 rtx/90000
a=fmtp:119 apt=118
a=rtpmap:120 ulpfec/90000
a=ssrc-group:FID 2776725959 3773079716
a=ssrc:2776725959 cname:DiIFJkAOWAhi8bU8
a=ssrc:2776725959 msid:d0c1c03a-a199-4895-b01f-cb6f6f3fec9c 76ed1b81-8468-439a-bc35-d74e479971fc
a=ssrc:3773079716 cname:DiIFJkAOWAhi8bU8
a=ssrc:3773079716 msid:d0c1c03a-a199-4895-b01f-cb6f6f3fec9c 76ed1b81-8468-439a-bc35-d74e479971fc
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=ice-ufrag:qvWy
a=ice-pwd:t367Gnr76GtVyGMo45Bfc5lv
a=ice-options:trickle
a=fingerprint:sha-256 9E:AE:6D:17:5B:FA:E5:41:D6:C6:FC:2B:55:04:76:67:04:25:64:D3:C8:8D:0C:58:18:F3:CE:F8:A2:17:55:39
a=setup:actpass
a=mid:2
a=sctp-port:5000
a=max-message-size:262144
`,
  ),
  fixture(
    "firefox data offer",
    "offer",
    `
v=0
o=mozilla...THIS_IS_SDPARTA-99.0 75981377630385572 0 IN IP4 0.0.0.0
s=-
t=0 0
a=sendrecv
a=fingerprint:sha-256 C6:8F:E2:02:68:AE:6E:F8:B5:BD:F3:F9:B9:49:89:5A:CF:90:7A:5D:9F:0D:AC:CC:AE:36:2E:4E:7F:F1:C2:4C
a=group:BUNDLE 0
a=ice-options:trickle
a=msid-semantic:WMS *
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=sendrecv
a=ice-pwd:0f0692bb57593f7e03c3672ec2fa1c7a
a=ice-ufrag:b67c8cd2
a=mid:0
a=setup:actpass
a=sctp-port:5000
a=max-message-size:1073741823
`,
  ),
  fixture(
    "firefox data answer",
    "answer",
    `
v=0
o=mozilla...THIS_IS_SDPARTA-99.0 3138891782141034491 0 IN IP4 0.0.0.0
s=-
t=0 0
a=sendrecv
a=fingerprint:sha-256 99:1E:C4:CB:15:74:72:BD:CA:6F:60:8E:3F:59:7C:5B:01:02:E4:8F:41:71:DA:D2:04:24:B7:B7:38:E8:0B:F9
a=group:BUNDLE 0
a=ice-options:trickle
a=msid-semantic:WMS *
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=sendrecv
a=ice-pwd:d41d00426a28ccdd290641219aaf4311
a=ice-ufrag:730cc580
a=mid:0
a=setup:active
a=sctp-port:5000
a=max-message-size:1073741823
`,
  ),
  fixture(
    "firefox data offer, gathered",
    "offer",
    `
v=0
o=mozilla...THIS_IS_SDPARTA-99.0 75981377630385572 0 IN IP4 0.0.0.0
s=-
t=0 0
a=sendrecv
a=fingerprint:sha-256 C6:8F:E2:02:68:AE:6E:F8:B5:BD:F3:F9:B9:49:89:5A:CF:90:7A:5D:9F:0D:AC:CC:AE:36:2E:4E:7F:F1:C2:4C
a=group:BUNDLE 0
a=ice-options:trickle
a=msid-semantic:WMS *
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=candidate:0 1 UDP 2122187007 178ec630-b3f5-4f81-9f9c-aba72072bef4.local 58541 typ host
a=candidate:1 1 UDP 2122252543 4b4094b7-bb40-4fa8-8fd8-93863814471c.local 34931 typ host
a=candidate:2 1 TCP 2105458943 178ec630-b3f5-4f81-9f9c-aba72072bef4.local 9 typ host tcptype active
a=candidate:3 1 TCP 2105524479 4b4094b7-bb40-4fa8-8fd8-93863814471c.local 9 typ host tcptype active
a=sendrecv
a=end-of-candidates
a=ice-pwd:0f0692bb57593f7e03c3672ec2fa1c7a
a=ice-ufrag:b67c8cd2
a=mid:0
a=setup:actpass
a=sctp-port:5000
a=max-message-size:1073741823
`,
  ),
  fixture(
    "firefox offer with a video section added",
    "offer",
    `
v=0
o=mozilla...THIS_IS_SDPARTA-99.0 75981377630385572 1 IN IP4 0.0.0.0
s=-
t=0 0
a=sendrecv
a=fingerprint:sha-256 C6:8F:E2:02:68:AE:6E:F8:B5:BD:F3:F9:B9:49:89:5A:CF:90:7A:5D:9F:0D:AC:CC:AE:36:2E:4E:7F:F1:C2:4C
a=group:BUNDLE 0 1
a=ice-options:trickle
a=msid-semantic:WMS *
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=candidate:0 1 UDP 2122187007 178ec630-b3f5-4f81-9f9c-aba72072bef4.local 58541 typ host
a=candidate:1 1 UDP 2122252543 4b4094b7-bb40-4fa8-8fd8-93863814471c.local 34931 typ host
a=candidate:2 1 TCP 2105458943 178ec630-b3f5-4f81-9f9c-aba72072bef4.local 9 typ host tcptype active
a=candidate:3 1 TCP 2105524479 4b4094b7-bb40-4fa8-8fd8-93863814471c.local 9 typ host tcptype active
a=sendrecv
a=end-of-candidates
a=ice-pwd:0f0692bb57593f7e03c3672ec2fa1c7a
a=ice-ufrag:b67c8cd2
a=mid:0
a=setup:actpass
a=sctp-port:5000
a=max-message-size:1073741823
m=video 9 UDP/TLS/RTP/SAVPF 120 124 121 125 99 100 123 122 119
c=IN IP4 0.0.0.0
a=sendrecv
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:5 urn:ietf:params:rtp-hdrext:toffset
a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap-allow-mixed
a=fmtp:120 max-fs=12288;max-fr=60
a=fmtp:124 apt=120
a=fmtp:121 max-fs=12288;max-fr=60
a=fmtp:125 apt=121
a=fmtp:100 apt=99
a=fmtp:119 apt=122
a=ice-pwd:0f0692bb57593f7e03c3672ec2fa1c7a
a=ice-ufrag:b67c8cd2
a=mid:1
a=msid:{1ad6b7ec-2135-4227-81ec-6e801c861f69} {28b66ff3-a4dc-4901-bc8e-919b24e50552}
a=rtcp-fb:120 nack
a=rtcp-fb:120 nack pli
a=rtcp-fb:120 ccm fir
a=rtcp-fb:120 goog-remb
a=rtcp-fb:120 transport-cc
a=rtcp-fb:121 nack
a=rtcp-fb:121 nack pli
a=rtcp-fb:121 ccm fir
a=rtcp-fb:121 goog-remb
a=rtcp-fb:121 transport-cc
a=rtcp-fb:99 nack
a=rtcp-fb:99 nack pli
a=rtcp-fb:99 ccm fir
a=rtcp-fb:99 goog-remb
a=rtcp-fb:99 transport-cc
a=rtcp-fb:123 nack
a=rtcp-fb:123 nack pli
a=rtcp-fb:123 ccm fir
a=rtcp-fb:123 goog-remb
a=rtcp-fb:123 transport-cc
a=rtcp-fb:122 nack
a=rtcp-fb:122 nack pli
a=rtcp-fb:122 ccm fir
a=rtcp-fb:122 goog-remb
a=rtcp-fb:122 transport-cc
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:120 VP8/90000
a=rtpmap:124 rtx/90000
a=rtpmap:121 VP9/90000
a=rtpmap:125 rtx/90000
a=rtpmap:99 AV1/90000
a=rtpmap:100 rtx/90000
a=rtpmap:123 ulpfec/90000
a=rtpmap:122 red/90000
a=rtpmap:119 rtx/90000
a=setup:actpass
a=ssrc:1607169936 cname:{08d71ba7-ec89-4552-a933-635907217e10}
a=ssrc:3777419600 cname:{08d71ba7-ec89-4552-a933-635907217e10}
a=ssrc-group:FID 1607169936 3777419600
`,
  ),
  fixture(
    "firefox answer with a video section added",
    "answer",
    `
v=0
o=mozilla...THIS_IS_SDPARTA-99.0 3138891782141034491 1 IN IP4 0.0.0.0
s=-
t=0 0
a=sendrecv
a=fingerprint:sha-256 99:1E:C4:CB:15:74:72:BD:CA:6F:60:8E:3F:59:7C:5B:01:02:E4:8F:41:71:DA:D2:04:24:B7:B7:38:E8:0B:F9
a=group:BUNDLE 0 1
a=ice-options:trickle
a=msid-semantic:WMS *
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=candidate:0 1 UDP 2122187007 8718a0dd-d3fc-4a23-9958-25d791031b5b.local 58006 typ host
a=candidate:1 1 UDP 2122252543 af3138e8-e591-45cb-b507-536a082779e7.local 42160 typ host
a=candidate:2 1 TCP 2105458943 8718a0dd-d3fc-4a23-9958-25d791031b5b.local 9 typ host tcptype active
a=candidate:3 1 TCP 2105524479 af3138e8-e591-45cb-b507-536a082779e7.local 9 typ host tcptype active
a=sendrecv
a=end-of-candidates
a=ice-pwd:d41d00426a28ccdd290641219aaf4311
a=ice-ufrag:730cc580
a=mid:0
a=setup:active
a=sctp-port:5000
a=max-message-size:1073741823
m=video 9 UDP/TLS/RTP/SAVPF 120 124 121 125 99 100 123 122 119
c=IN IP4 0.0.0.0
a=recvonly
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:5 urn:ietf:params:rtp-hdrext:toffset
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap-allow-mixed
a=fmtp:120 max-fs=12288;max-fr=60
a=fmtp:124 apt=120
a=fmtp:121 max-fs=12288;max-fr=60
a=fmtp:125 apt=121
a=fmtp:100 apt=99
a=fmtp:119 apt=122
a=ice-pwd:d41d00426a28ccdd290641219aaf4311
a=ice-ufrag:730cc580
a=mid:1
a=rtcp-fb:120 nack
a=rtcp-fb:120 nack pli
a=rtcp-fb:120 ccm fir
a=rtcp-fb:120 goog-remb
a=rtcp-fb:120 transport-cc
a=rtcp-fb:121 nack
a=rtcp-fb:121 nack pli
a=rtcp-fb:121 ccm fir
a=rtcp-fb:121 goog-remb
a=rtcp-fb:121 transport-cc
a=rtcp-fb:99 nack
a=rtcp-fb:99 nack pli
a=rtcp-fb:99 ccm fir
a=rtcp-fb:99 goog-remb
a=rtcp-fb:99 transport-cc
a=rtcp-fb:123 nack
a=rtcp-fb:123 nack pli
a=rtcp-fb:123 ccm fir
a=rtcp-fb:123 goog-remb
a=rtcp-fb:123 transport-cc
a=rtcp-fb:122 nack
a=rtcp-fb:122 nack pli
a=rtcp-fb:122 ccm fir
a=rtcp-fb:122 goog-remb
a=rtcp-fb:122 transport-cc
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:120 VP8/90000
a=rtpmap:124 rtx/90000
a=rtpmap:121 VP9/90000
a=rtpmap:125 rtx/90000
a=rtpmap:99 AV1/90000
a=rtpmap:100 rtx/90000
a=rtpmap:123 ulpfec/90000
a=rtpmap:122 red/90000
a=rtpmap:119 rtx/90000
a=setup:active
a=ssrc:1242465221 cname:{c94429e1-f9d8-4abc-b2d7-1bf19d1ecb50}
`,
  ),
  fixture(
    "firefox audio, video and data offer",
    "offer",
    `
v=0
o=mozilla...THIS_IS_SDPARTA-99.0 5441414270448513660 0 IN IP4 0.0.0.0
s=-
t=0 0
a=sendrecv
a=fingerprint:sha-256 95:5D:08:23:8A:F8:EE:C0:C5:E0:47:D6:F9:F6:48:8F:0D:0A:CB:9F:BB:2D:F4:C9:5F:15:93:E2:C9:E4:52:28
a=group:BUNDLE 0 1 2
a=ice-options:trickle
a=msid-semantic:WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
c=IN IP4 0.0.0.0
a=sendrecv
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap-allow-mixed
a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
a=fmtp:101 0-15
a=ice-pwd:787c7cd2eb32dd7480fe4cb46ccb51ad
a=ice-ufrag:e5f340e2
a=mid:0
a=msid:{53cca29b-62ad-47ce-a504-345482ec34d1} {51cd90ed-4c56-4c51-8b73-5b1522c7a956}
a=rtcp-fb:109 transport-cc
a=rtcp-fb:9 transport-cc
a=rtcp-fb:0 transport-cc
a=rtcp-fb:8 transport-cc
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=rtpmap:9 G722/8000/1
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=setup:actpass
a=ssrc:2159479557 cname:{069388c3-efc0-44ac-a9e3-5e0f8496bbb0}
m=video 9 UDP/TLS/RTP/SAVPF 120 124 121 125 99 100 123 122 119
c=IN IP4 0.0.0.0
a=sendrecv
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:5 urn:ietf:params:rtp-hdrext:toffset
a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap-allow-mixed
a=fmtp:120 max-fs=12288;max-fr=60
a=fmtp:124 apt=120
a=fmtp:121 max-fs=12288;max-fr=60
a=fmtp:125 apt=121
a=fmtp:100 apt=99
a=fmtp:119 apt=122
a=ice-pwd:787c7cd2eb32dd7480fe4cb46ccb51ad
a=ice-ufrag:e5f340e2
a=mid:1
a=msid:{53cca29b-62ad-47ce-a504-345482ec34d1} {5dc41cc5-fce8-4218-ac27-5b1f9a409cd5}
a=rtcp-fb:120 nack
a=rtcp-fb:120 nack pli
a=rtcp-fb:120 ccm fir
a=rtcp-fb:120 goog-remb
a=rtcp-fb:120 transport-cc
a=rtcp-fb:121 nack
a=rtcp-fb:121 nack pli
a=rtcp-fb:121 ccm fir
a=rtcp-fb:121 goog-remb
a=rtcp-fb:121 transport-cc
a=rtcp-fb:99 nack
a=rtcp-fb:99 nack pli
a=rtcp-fb:99 ccm fir
a=rtcp-fb:99 goog-remb
a=rtcp-fb:99 transport-cc
a=rtcp-fb:123 nack
a=rtcp-fb:123 nack pli
a=rtcp-fb:123 ccm fir
a=rtcp-fb:123 goog-remb
a=rtcp-fb:123 transport-cc
a=rtcp-fb:122 nack
a=rtcp-fb:122 nack pli
a=rtcp-fb:122 ccm fir
a=rtcp-fb:122 goog-remb
a=rtcp-fb:122 transport-cc
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:120 VP8/90000
a=rtpmap:124 rtx/90000
a=rtpmap:121 VP9/90000
a=rtpmap:125 rtx/90000
a=rtpmap:99 AV1/90000
a=rtpmap:100 rtx/90000
a=rtpmap:123 ulpfec/90000
a=rtpmap:122 red/90000
a=rtpmap:119 rtx/90000
a=setup:actpass
a=ssrc:3075665391 cname:{069388c3-efc0-44ac-a9e3-5e0f8496bbb0}
a=ssrc:100445000 cname:{069388c3-efc0-44ac-a9e3-5e0f8496bbb0}
a=ssrc-group:FID 3075665391 100445000
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=sendrecv
a=ice-pwd:787c7cd2eb32dd7480fe4cb46ccb51ad
a=ice-ufrag:e5f340e2
a=mid:2
a=setup:actpass
a=sctp-port:5000
a=max-message-size:1073741823
`,
  ),
  fixture(
    "firefox audio, video and data offer, gathered",
    "offer",
    `
v=0
o=mozilla...THIS_IS_SDPARTA-99.0 5441414270448513660 0 IN IP4 0.0.0.0
s=-
t=0 0
a=sendrecv
a=fingerprint:sha-256 95:5D:08:23:8A:F8:EE:C0:C5:E0:47:D6:F9:F6:48:8F:0D:0A:CB:9F:BB:2D:F4:C9:5F:15:93:E2:C9:E4:52:28
a=group:BUNDLE 0 1 2
a=ice-options:trickle
a=msid-semantic:WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
c=IN IP4 0.0.0.0
a=candidate:0 1 UDP 2122187007 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local 33355 typ host
a=candidate:1 1 UDP 2122252543 d8de940f-f3ed-4b8b-873e-9a7b613bfd34.local 58695 typ host
a=candidate:2 1 TCP 2105458943 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local 9 typ host tcptype active
a=candidate:3 1 TCP 2105524479 d8de940f-f3ed-4b8b-873e-9a7b613bfd34.local 9 typ host tcptype active
a=candidate:0 2 UDP 2122187006 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local 50910 typ host
a=candidate:1 2 UDP 2122252542 d8de940f-f3ed-4b8b-873e-9a7b613bfd34.local 41566 typ host
a=candidate:2 2 TCP 2105458942 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local 9 typ host tcptype active
a=candidate:3 2 TCP 2105524478 d8de940f-f3ed-4b8b-873e-9a7b613bfd34.local 9 typ host tcptype active
a=sendrecv
a=end-of-candidates
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap-allow-mixed
a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
a=fmtp:101 0-15
a=ice-pwd:787c7cd2eb32dd7480fe4cb46ccb51ad
a=ice-ufrag:e5f340e2
a=mid:0
a=msid:{53cca29b-62ad-47ce-a504-345482ec34d1} {51cd90ed-4c56-4c51-8b73-5b1522c7a956}
a=rtcp:50910 IN IP4 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local
a=rtcp-fb:109 transport-cc
a=rtcp-fb:9 transport-cc
a=rtcp-fb:0 transport-cc
a=rtcp-fb:8 transport-cc
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=rtpmap:9 G722/8000/1
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=setup:actpass
a=ssrc:2159479557 cname:{069388c3-efc0-44ac-a9e3-5e0f8496bbb0}
m=video 9 UDP/TLS/RTP/SAVPF 120 124 121 125 99 100 123 122 119
c=IN IP4 0.0.0.0
a=candidate:0 1 UDP 2122187007 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local 38804 typ host
a=candidate:1 1 UDP 2122252543 d8de940f-f3ed-4b8b-873e-9a7b613bfd34.local 50137 typ host
a=candidate:2 1 TCP 2105458943 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local 9 typ host tcptype active
a=candidate:3 1 TCP 2105524479 d8de940f-f3ed-4b8b-873e-9a7b613bfd34.local 9 typ host tcptype active
a=candidate:0 2 UDP 2122187006 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local 44593 typ host
a=candidate:1 2 UDP 2122252542 d8de940f-f3ed-4b8b-873e-9a7b613bfd34.local 34176 typ host
a=candidate:2 2 TCP 2105458942 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local 9 typ host tcptype active
a=candidate:3 2 TCP 2105524478 d8de940f-f3ed-4b8b-873e-9a7b613bfd34.local 9 typ host tcptype active
a=sendrecv
a=end-of-candidates
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:5 urn:ietf:params:rtp-hdrext:toffset
a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap-allow-mixed
a=fmtp:120 max-fs=12288;max-fr=60
a=fmtp:124 apt=120
a=fmtp:121 max-fs=12288;max-fr=60
a=fmtp:125 apt=121
a=fmtp:100 apt=99
a=fmtp:119 apt=122
a=ice-pwd:787c7cd2eb32dd7480fe4cb46ccb51ad
a=ice-ufrag:e5f340e2
a=mid:1
a=msid:{53cca29b-62ad-47ce-a504-345482ec34d1} {5dc41cc5-fce8-4218-ac27-5b1f9a409cd5}
a=rtcp:44593 IN IP4 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local
a=rtcp-fb:120 nack
a=rtcp-fb:120 nack pli
a=rtcp-fb:120 ccm fir
a=rtcp-fb:120 goog-remb
a=rtcp-fb:120 transport-cc
a=rtcp-fb:121 nack
a=rtcp-fb:121 nack pli
a=rtcp-fb:121 ccm fir
a=rtcp-fb:121 goog-remb
a=rtcp-fb:121 transport-cc
a=rtcp-fb:99 nack
a=rtcp-fb:99 nack pli
a=rtcp-fb:99 ccm fir
a=rtcp-fb:99 goog-remb
a=rtcp-fb:99 transport-cc
a=rtcp-fb:123 nack
a=rtcp-fb:123 nack pli
a=rtcp-fb:123 ccm fir
a=rtcp-fb:123 goog-remb
a=rtcp-fb:123 transport-cc
a=rtcp-fb:122 nack
a=rtcp-fb:122 nack pli
a=rtcp-fb:122 ccm fir
a=rtcp-fb:122 goog-remb
a=rtcp-fb:122 transport-cc
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:120 VP8/90000
a=rtpmap:124 rtx/90000
a=rtpmap:121 VP9/90000
a=rtpmap:125 rtx/90000
a=rtpmap:99 AV1/90000
a=rtpmap:100 rtx/90000
a=rtpmap:123 ulpfec/90000
a=rtpmap:122 red/90000
a=rtpmap:119 rtx/90000
a=setup:actpass
a=ssrc:3075665391 cname:{069388c3-efc0-44ac-a9e3-5e0f8496bbb0}
a=ssrc:100445000 cname:{069388c3-efc0-44ac-a9e3-5e0f8496bbb0}
a=ssrc-group:FID 3075665391 100445000
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=candidate:0 1 UDP 2122187007 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local 35852 typ host
a=candidate:1 1 UDP 2122252543 d8de940f-f3ed-4b8b-873e-9a7b613bfd34.local 42500 typ host
a=candidate:2 1 TCP 2105458943 d857264d-a6ce-4c08-a063-0b4bda1bf15f.local 9 typ host tcptype active
a=candidate:3 1 TCP 2105524479 d8de940f-f3ed-4b8b-873e-9a7b613bfd34.local 9 typ host tcptype active
a=sendrecv
a=end-of-candidates
a=ice-pwd:787c7cd2eb32dd7480fe4cb46ccb51ad
a=ice-ufrag:e5f340e2
a=mid:2
a=setup:actpass
a=sctp-port:5000
a=max-message-size:1073741823
`,
  ),
  fixture(
    "firefox max-bundle offer with a video section added",
    "offer",
    `
v=0
o=mozilla...THIS_IS_SDPARTA-99.0 141543751823962988 1 IN IP4 0.0.0.0
s=-
t=0 0
a=sendrecv
a=fingerprint:sha-256 64:D6:42:0C:EF:F4:00:56:C9:9E:71:03:E3:60:12:7A:97:BE:55:93:53:C0:D0:AC:D4:6A:99:74:84:66:CD:F1
a=group:BUNDLE 0 1
a=ice-options:trickle
a=msid-semantic:WMS *
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=candidate:0 1 UDP 2122187007 784b184b-15f8-4be4-820c-67287fb890d0.local 54933 typ host
a=candidate:1 1 UDP 2122252543 7825dc6f-e712-441e-a84b-fab9087892bf.local 58905 typ host
a=candidate:2 1 TCP 2105458943 784b184b-15f8-4be4-820c-67287fb890d0.local 9 typ host tcptype active
a=candidate:3 1 TCP 2105524479 7825dc6f-e712-441e-a84b-fab9087892bf.local 9 typ host tcptype active
a=sendrecv
a=end-of-candidates
a=ice-pwd:f59b9b1172244a4a10df9985a55fe2c8
a=ice-ufrag:fe386058
a=mid:0
a=setup:actpass
a=sctp-port:5000
a=max-message-size:1073741823
m=video 0 UDP/TLS/RTP/SAVPF 120 124 121 125 99 100 123 122 119
c=IN IP4 0.0.0.0
a=bundle-only
a=sendrecv
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:5 urn:ietf:params:rtp-hdrext:toffset
a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap-allow-mixed
a=fmtp:120 max-fs=12288;max-fr=60
a=fmtp:124 apt=120
a=fmtp:121 max-fs=12288;max-fr=60
a=fmtp:125 apt=121
a=fmtp:100 apt=99
a=fmtp:119 apt=122
a=ice-pwd:f59b9b1172244a4a10df9985a55fe2c8
a=ice-ufrag:fe386058
a=mid:1
a=msid:{88dddc43-efa1-4f3c-aea2-eba4b9f5a036} {94dbf104-1a05-4737-9f38-72028d22cc22}
a=rtcp-fb:120 nack
a=rtcp-fb:120 nack pli
a=rtcp-fb:120 ccm fir
a=rtcp-fb:120 goog-remb
a=rtcp-fb:120 transport-cc
a=rtcp-fb:121 nack
a=rtcp-fb:121 nack pli
a=rtcp-fb:121 ccm fir
a=rtcp-fb:121 goog-remb
a=rtcp-fb:121 transport-cc
a=rtcp-fb:99 nack
a=rtcp-fb:99 nack pli
a=rtcp-fb:99 ccm fir
a=rtcp-fb:99 goog-remb
a=rtcp-fb:99 transport-cc
a=rtcp-fb:123 nack
a=rtcp-fb:123 nack pli
a=rtcp-fb:123 ccm fir
a=rtcp-fb:123 goog-remb
a=rtcp-fb:123 transport-cc
a=rtcp-fb:122 nack
a=rtcp-fb:122 nack pli
a=rtcp-fb:122 ccm fir
a=rtcp-fb:122 goog-remb
a=rtcp-fb:122 transport-cc
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:120 VP8/90000
a=rtpmap:124 rtx/90000
a=rtpmap:121 VP9/90000
a=rtpmap:125 rtx/90000
a=rtpmap:99 AV1/90000
a=rtpmap:100 rtx/90000
a=rtpmap:123 ulpfec/90000
a=rtpmap:122 red/90000
a=rtpmap:119 rtx/90000
a=setup:actpass
a=ssrc:3883965060 cname:{14cbf500-652f-4327-b1a8-ddca5707bd0f}
a=ssrc:1864157030 cname:{14cbf500-652f-4327-b1a8-ddca5707bd0f}
a=ssrc-group:FID 3883965060 1864157030
`,
  ),
];

/** Captured candidates, the members of `RTCIceCandidateInit`. */
export const CANDIDATES: readonly Record<string, unknown>[] = [
  {
    "candidate":
      "candidate:2151271538 1 udp 2122194687 192.0.2.2 43770 typ host generation 0 ufrag iL6T network-id 1",
    "sdpMid": "0",
    "sdpMLineIndex": 0,
    "usernameFragment": "iL6T",
  },
  {
    "candidate":
      "candidate:1264520594 1 udp 2122265343 fd00::2 40208 typ host generation 0 ufrag iL6T network-id 2",
    "sdpMid": "0",
    "sdpMLineIndex": 0,
    "usernameFragment": "iL6T",
  },
  {
    "candidate":
      "candidate:0 1 UDP 2122187007 178ec630-b3f5-4f81-9f9c-aba72072bef4.local 58541 typ host",
    "sdpMLineIndex": 0,
    "sdpMid": "0",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:1 1 UDP 2122252543 4b4094b7-bb40-4fa8-8fd8-93863814471c.local 34931 typ host",
    "sdpMLineIndex": 0,
    "sdpMid": "0",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:2 1 TCP 2105458943 178ec630-b3f5-4f81-9f9c-aba72072bef4.local 9 typ host tcptype active",
    "sdpMLineIndex": 0,
    "sdpMid": "0",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:3 1 TCP 2105524479 4b4094b7-bb40-4fa8-8fd8-93863814471c.local 9 typ host tcptype active",
    "sdpMLineIndex": 0,
    "sdpMid": "0",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate": "",
    "sdpMLineIndex": 0,
    "sdpMid": "0",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:0 1 UDP 2122187007 178ec630-b3f5-4f81-9f9c-aba72072bef4.local 35980 typ host",
    "sdpMLineIndex": 1,
    "sdpMid": "1",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:1 1 UDP 2122252543 4b4094b7-bb40-4fa8-8fd8-93863814471c.local 39380 typ host",
    "sdpMLineIndex": 1,
    "sdpMid": "1",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:2 1 TCP 2105458943 178ec630-b3f5-4f81-9f9c-aba72072bef4.local 9 typ host tcptype active",
    "sdpMLineIndex": 1,
    "sdpMid": "1",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:3 1 TCP 2105524479 4b4094b7-bb40-4fa8-8fd8-93863814471c.local 9 typ host tcptype active",
    "sdpMLineIndex": 1,
    "sdpMid": "1",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:0 2 UDP 2122187006 178ec630-b3f5-4f81-9f9c-aba72072bef4.local 32864 typ host",
    "sdpMLineIndex": 1,
    "sdpMid": "1",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:1 2 UDP 2122252542 4b4094b7-bb40-4fa8-8fd8-93863814471c.local 59453 typ host",
    "sdpMLineIndex": 1,
    "sdpMid": "1",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:2 2 TCP 2105458942 178ec630-b3f5-4f81-9f9c-aba72072bef4.local 9 typ host tcptype active",
    "sdpMLineIndex": 1,
    "sdpMid": "1",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate":
      "candidate:3 2 TCP 2105524478 4b4094b7-bb40-4fa8-8fd8-93863814471c.local 9 typ host tcptype active",
    "sdpMLineIndex": 1,
    "sdpMid": "1",
    "usernameFragment": "b67c8cd2",
  },
  {
    "candidate": "",
    "sdpMLineIndex": 1,
    "sdpMid": "1",
    "usernameFragment": "b67c8cd2",
  },
];
