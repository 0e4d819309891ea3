//! How a server ends.

use super::*;

#[tokio::test]
async fn what_is_under_way_is_answered() {
    let server = start(Limits::default()).await;
    let mut resting = server.connect().await;
    assert_eq!(resting.ask(&get("/")).await.status, 200);
    let mut asking = server.connect().await;
    asking.send(&get("/wait")).await;
    timeout(LONG, server.came.notified()).await.expect("a request");
    let Running { address, hold, stop, done, .. } = server;
    let _ = stop.send(());
    // Who rests is let go, and nobody new is taken.
    assert_eq!(resting.rest().await, "");
    assert!(TcpStream::connect(address).await.is_err());
    hold.notify_one();
    let got = asking.reply().await;
    assert_eq!((got.status, &*got.body), (200, "GET /wait 0"));
    assert_eq!(asking.rest().await, "");
    assert_eq!(done.await.expect("no panic"), Ended { cut_off: 0 });
}

#[tokio::test]
async fn streams_end_with_the_server() {
    let server = start(Limits::default()).await;
    let mut client = server.connect().await;
    client.send(&get("/stream")).await;
    let text = client.until("data: 2\n\n\r\n").await;
    assert!(text.contains("transfer-encoding: chunked"), "{text}");
    let _ = server.stop.send(());
    assert_eq!(client.rest().await, "0\r\n\r\n");
    assert_eq!(server.done.await.expect("no panic"), Ended { cut_off: 0 });
}

#[tokio::test]
async fn what_takes_too_long_is_cut_off() {
    let server = start(Limits { drain: Duration::from_millis(50), ..Limits::default() }).await;
    let mut client = server.connect().await;
    client.send(&get("/wait")).await;
    timeout(LONG, server.came.notified()).await.expect("a request");
    let counters = Arc::clone(&server.counters);
    assert_eq!(server.end().await, Ended { cut_off: 1 });
    assert_eq!((counters.open(), counters.under_way()), (0, 0));
}
