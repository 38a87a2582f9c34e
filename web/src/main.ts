import { mount } from "svelte";

import App from "./App.svelte";
import "./app.css";
import { liveIn } from "./host";
import { Server } from "./hosts/server";
import Model from "./model/Model.svelte";
import { ROOMS } from "./rooms";

liveIn(new Server());
mount(App, { target: document.getElementById("page")!, props: { rooms: ROOMS, model: Model } });
