//! PostgreSQL, straight or through PgBouncer, and PgBouncer's admin console: a query over the
//! simple protocol, the only one that the console knows.

use super::dial::{Answer, Kept, Protocol, drive, tcp};
use super::ways::{NoWay, Transport, Ways};
use super::{Looking, Prepare, symptom};
use crate::pack::look;
use crate::timeline::Outcome;
use crate::words::Span;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_postgres::error::Severity;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{Client, Config, Error, NoTls};

struct Postgres {
    address: SocketAddr,
    config: Config,
    query: String,
}

/// A client and what drives its connection.
struct Connection {
    client: Client,
    driver: Option<tokio_postgres::Connection<TcpStream, NoTlsStream>>,
}

impl Prepare for look::Postgres {
    fn prepare(&self, ways: &Arc<Ways>, _timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        let mut config = Config::new();
        config.user(&self.user).dbname(&self.database);
        config.password(ways.password().reveal()).application_name("firedrill");
        let address = ways.to(Transport::Tcp, &self.at)?;
        Ok(Box::new(Kept::new(Postgres { address, config, query: self.query.clone() })))
    }
}

impl Protocol for Postgres {
    type Connection = Connection;

    async fn connect(&self) -> Result<Connection, String> {
        let stream = tcp(self.address).await?;
        let (client, driver) =
            self.config.connect_raw(stream, NoTls).await.map_err(|error| symptom_of(&error))?;
        Ok(Connection { client, driver: Some(driver) })
    }

    async fn ask(&self, connection: &mut Connection) -> Result<Answer, String> {
        let Connection { client, driver } = connection;
        match drive(driver, client.simple_query(&self.query)).await {
            Ok(_) => Ok(Answer { outcome: Outcome::Ok, keep: true }),
            Err(error) => {
                let symptom = symptom_of(&error);
                // An error of the query leaves the session as it was; a fatal one ends it, perhaps
                // long before this look.
                let mild = error
                    .as_db_error()
                    .is_some_and(|db| db.parsed_severity() == Some(Severity::Error));
                if mild {
                    Ok(Answer { outcome: Outcome::Failed { symptom }, keep: true })
                } else {
                    Err(symptom)
                }
            }
        }
    }
}

/// Without what PostgreSQL quotes: names of files and numbers of processes are others each time.
fn unquoted(message: &str) -> String {
    let outside = message.split('"').step_by(2).map(str::trim);
    let words: Vec<&str> = outside.filter(|words| !words.is_empty()).collect();
    words.join(" ").replace(" :", ":")
}

fn symptom_of(error: &Error) -> String {
    match error.as_db_error() {
        Some(db) => symptom::cut(&format!("{} ({})", unquoted(db.message()), db.code().code())),
        None => symptom::beneath(error).unwrap_or_else(|| {
            if error.is_closed() {
                symptom::CLOSED.to_owned()
            } else {
                symptom::cut(&error.to_string())
            }
        }),
    }
}
