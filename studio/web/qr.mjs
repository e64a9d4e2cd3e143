// What the till needs to read a customer's QR code where the browser has no reader of its own.
export { default as decodeQR } from "qr/decode.js";
