//! TXT records, asked of a name server that a test runs.

use std::net::SocketAddr;

use tokio::net::UdpSocket;

use super::super::text_records::TextRecords;

/// A name server that has these TXT records, each in its pieces, for every name; with none it says that there is no
/// such name.
async fn name_server(records: &'static [&'static [&'static str]]) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut packet = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut packet).await {
            let reply = answer(&packet[..length], records);
            socket.send_to(&reply, from).await.unwrap();
        }
    });
    address
}

/// RFC 1035, section 4.1: the header, the question as it came, and the answers to it.
fn answer(question: &[u8], records: &[&[&str]]) -> Vec<u8> {
    let end = 12 + question[12..].iter().position(|byte| *byte == 0).unwrap() + 5;
    let code = if records.is_empty() { 3 } else { 0 };
    let count = u16::try_from(records.len()).unwrap().to_be_bytes();
    let mut reply = question[..2].to_vec();
    reply.extend([0x81, 0x80 | code, 0, 1, count[0], count[1], 0, 0, 0, 0]);
    reply.extend(&question[12..end]);
    for pieces in records {
        let data: Vec<u8> = pieces
            .iter()
            .flat_map(|piece| [&[u8::try_from(piece.len()).unwrap()], piece.as_bytes()].concat())
            .collect();
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        // The name of the question, TXT, IN, for a minute.
        reply.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, length[0], length[1]]);
        reply.extend(data);
    }
    reply
}

#[tokio::test]
async fn the_records_of_a_name_come_in_one_piece_each() {
    let records: &[&[&str]] = &[
        &["v=spf1 -all"],
        &["DirectFedAuthUrl=", "https://idp.example"],
    ];
    let server = name_server(records).await;
    let found = TextRecords::new(&[server]).of("partner.example").await;
    let found = found.unwrap();
    assert_eq!(
        found,
        ["v=spf1 -all", "DirectFedAuthUrl=https://idp.example"]
    );
}

#[tokio::test]
async fn a_name_without_records_has_none() {
    let server = name_server(&[]).await;
    let found = TextRecords::new(&[server]).of("partner.example").await;
    assert_eq!(found.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn of_very_many_records_twenty_are_read() {
    const ONE: &[&str] = &["x"];
    const MANY: &[&[&str]] = &[ONE; 30];
    let server = name_server(MANY).await;
    let found = TextRecords::new(&[server]).of("partner.example").await;
    assert_eq!(found.unwrap().len(), 20);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_not_a_name_without_records() {
    // Nobody listens where somebody did.
    let gone = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = gone.local_addr().unwrap();
    drop(gone);
    let found = TextRecords::new(&[address]).of("partner.example").await;
    assert!(found.is_err());
}
